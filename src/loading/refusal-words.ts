import type { LogicalLine } from '../seclang/lines.ts'

/** A refusal that does not say why a pattern does not compile. */
export const withoutReason = (words: string): string =>
  words.replace(/(Error compiling pattern \(offset \d+\)): .*/s, '$1: (null)')

/** What is printed where the engine's process dies of a line. */
export const SEGMENTATION_FAULT = 'Segmentation fault'

/** Errors of httpd's own start another way than those of a module's directives. */
export const inEngineWords = (engineText: string | undefined, line: LogicalLine): { engineText?: string } => {
  if (engineText === undefined) return {}
  if (engineText === SEGMENTATION_FAULT) return { engineText }
  const isIncluding = /^(?:Include(?:Optional)?|(?:Un)?Define) takes|^Variable name must/.test(engineText)
  return { engineText: isIncluding ? ofServer(engineText, line) : `AH00526: ${ofLine(line)}:\n${engineText}` }
}

/** Words of httpd itself. */
export const ofServer = (text: string, line: LogicalLine): string => `${ofLine(line)}: ${text}`

const ofLine = ({ lastLine, source }: LogicalLine): string => `Syntax error on line ${lastLine} of ${source.file}`
