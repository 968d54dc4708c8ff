import type { ErrorCode } from '../error-codes.ts'
import { type Diagnostic, didYouMean } from '../errors.ts'
import { type LogicalLine, lineSpan } from '../seclang/lines.ts'
import { CONDITIONS, conditionOf, SECTIONS, type ServerFacts } from './conditions.ts'
import { inHttpdsWords, ofServer } from './refusal-words.ts'

/** The sections of one file while it is read. */
export type Sections = {
  /** True for a line that is a directive to be read; false for a section's begin and end and for what is passed over. */
  readonly takes: (line: LogicalLine) => boolean
  /** The file ends. */
  readonly end: () => void
}

/**
 * Sections as httpd reads them: those with a condition are read or passed over, in both cases to the end that belongs to
 * them. Other sections are a web server's business and refused by name. Seen on 2.4.69.
 */
export const httpdSections = (facts: ServerFacts, problems: Diagnostic[]): Sections => {
  /** Kinds of the sections that are being read, and those that are being passed over, the outermost first. */
  const open: string[] = []
  let passed: { readonly line: LogicalLine; readonly kinds: string[] } | undefined
  const report = (line: LogicalLine, code: ErrorCode, message: string, engineText?: string): void => {
    const span = lineSpan(line, 0, line.text.length)
    problems.push({ code, message, span, ...(engineText === undefined ? {} : { engineText }) })
  }
  const begin = (line: LogicalLine, kind: string): void => {
    const condition = conditionOf(kind)
    const { text } = line
    const close = text.lastIndexOf('>')
    const said = text.slice(kind.length + 1, close === -1 ? undefined : close).trim()
    const isNot = said.startsWith('!')
    const words = wordsOf(isNot ? said.slice(1) : said)
    const isBare = condition !== undefined && said === ''
    const fault =
      close === -1 && !isBare
        ? "directive missing closing '>'"
        : said === ''
          ? 'directive requires additional arguments'
          : ''
    if (fault !== '' && SECTIONS.test(kind)) {
      const engineText = `<${condition?.name ?? kind}> ${fault}`
      const words = condition === undefined ? inHttpdsWords(engineText, line) : ofServer(engineText, line)
      report(line, 'WRONG_ARGUMENTS', `<${kind}> wants a condition or a path, and > behind it`, words)
      return
    }
    const holds = condition?.holds(words, facts)
    if (holds === undefined) {
      open.push(kind)
      refuse(line, kind)
    } else if (holds === isNot) passed = { line, kinds: [kind] }
    else open.push(kind)
  }
  const refuse = (line: LogicalLine, kind: string): void => {
    const engineText = `Invalid command '<${kind}', perhaps misspelled or defined by a module not included in the server configuration`
    const isCondition = conditionOf(kind) !== undefined
    const message = isCondition
      ? 'whether this condition holds is not known here'
      : `<${kind}> is not supported: the emulator has one context; put its directives outside`
    const hint = SECTIONS.test(kind)
      ? ''
      : didYouMean(
          kind,
          CONDITIONS.map(({ name }) => name),
        )
    const isClosed = line.source.text.slice(line.offsetOf(0)).toLowerCase().includes(`</${kind.toLowerCase()}>`)
    const unclosed = `${line.source.file}:${line.lastLine}: <${kind}> was not closed.`
    const said = isClosed ? inHttpdsWords(engineText, line) : ofServer(unclosed, line)
    const words = SECTIONS.test(kind) ? undefined : said
    report(line, 'UNSUPPORTED_SECTION', `${message}${hint}`, words)
  }
  const passOver = ({ text }: LogicalLine): void => {
    if (passed === undefined || !text.startsWith('<')) return
    const kind = kindOf(text)
    if (!text.startsWith('</')) passed.kinds.push(kind)
    else if (isEndOf(text, passed.kinds.at(-1) ?? '')) passed.kinds.pop()
    else {
      const wanted = conditionOf(passed.kinds.at(-1) ?? '')?.name ?? passed.kinds.at(-1)
      const engineText = ofServer(`Expected </${wanted}> but saw ${text.slice(0, -1)}>`, passed.line)
      report(
        passed.line,
        'UNCLOSED_SECTION',
        `</${kind}> comes before </${wanted}>, which ends this section`,
        engineText,
      )
      passed = undefined
    }
    if (passed?.kinds.length === 0) passed = undefined
  }
  const close = (line: LogicalLine): void => {
    const [word = ''] = line.text.split(/[\t-\r ]/, 1)
    if (isEndOf(line.text, open.at(-1) ?? '')) open.pop()
    else {
      const engineText = ofServer(`${word} without matching <${word.slice(2)} section`, line)
      report(line, 'UNOPENED_SECTION', `${line.text} ends no section`, engineText)
    }
  }
  return {
    takes: line => {
      if (passed !== undefined) passOver(line)
      else if (line.text.startsWith('</')) close(line)
      else if (line.text.startsWith('<')) begin(line, kindOf(line.text))
      else return true
      return false
    },
    end: () => {
      if (passed === undefined) return
      const [kind = ''] = passed.kinds
      const name = conditionOf(kind)?.name ?? kind
      const engineText = ofServer(`Expected </${name}> before end of configuration`, passed.line)
      report(passed.line, 'UNCLOSED_SECTION', `<${kind}> is not closed in its file`, engineText)
    },
  }
}

/** libmodsecurity has no sections. Seen on 3.0.16. */
export const noSections = (_: ServerFacts, problems: Diagnostic[]): Sections => ({
  takes: line => {
    if (!line.text.startsWith('<')) return true
    problems.push({
      code: 'UNSUPPORTED_SECTION',
      message: 'libmodsecurity has no sections in its files; put the directives outside',
      span: lineSpan(line, 0, line.text.length),
      engineText: `Invalid input:  ${line.text}`,
    })
    return false
  },
  end: () => {},
})

const kindOf = (text: string): string => /^<\/?([^\t-\r >]*)/.exec(text)?.[1] ?? ''

const isEndOf = (text: string, kind: string): boolean => text.toLowerCase() === `</${kind.toLowerCase()}>`

/** The words of a condition, each with or without quotes around it. */
const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|([^\t-\r "]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
