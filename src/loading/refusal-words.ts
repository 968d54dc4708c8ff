import type { LogicalLine } from '../seclang/lines.ts'

/** What is printed of a refusal, from the words of the part that refuses; undefined where that was not seen. */
export type PrintedRefusal = (words: string, line: LogicalLine) => string | undefined

/** What is printed where the engine's process dies of a line. */
export const SEGMENTATION_FAULT = 'Segmentation fault'

/** httpd's: errors of its own start another way than those of a module's directives. */
export const inHttpdsWords: PrintedRefusal = (words, line) => {
  if (words === SEGMENTATION_FAULT) return words
  const isIncluding = /^(?:Include(?:Optional)?|(?:Un)?Define) takes|^Variable name must/.test(words)
  return isIncluding ? ofServer(words, line) : `AH00526: ${ofLine(line)}:\n${words}`
}

/** The same of Debian's 2.9.7, which does not say why a pattern does not compile, and was seen to say where of some reasons. */
export const withoutReason: PrintedRefusal = (words, line) => {
  const [, where, reason] = /^(.*Error compiling pattern \(offset \d+\)): (.*)/s.exec(words) ?? []
  if (where === undefined) return inHttpdsWords(words, line)
  return reason !== undefined && SEEN_WHERE.has(reason) ? inHttpdsWords(`${where}: (null)`, line) : undefined
}

/** Reasons at which 2.9.7 was seen to count as the newest does. */
const SEEN_WHERE: ReadonlySet<string> = new Set([
  'missing closing parenthesis',
  'malformed \\P or \\p sequence',
  'unknown property after \\P or \\p',
])

/** libmodsecurity's, of the parts that refuse in its own words: it quotes the whole of a list of ids. */
export const inLibmodsecuritysWords: PrintedRefusal = (words, { text }) =>
  /^SecRuleRemoveById: failed to load:/.test(words) && /^\S+[\t ]+[^\t "-][^\t "]*$/.test(text) ? words : undefined

/** Words of httpd itself. */
export const ofServer = (text: string, line: LogicalLine): string => `${ofLine(line)}: ${text}`

const ofLine = ({ lastLine, source }: LogicalLine): string => `Syntax error on line ${lastLine} of ${source.file}`
