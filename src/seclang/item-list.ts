import { type ByteString, isSpace } from '../bytes.ts'
import { PartError } from '../errors.ts'

/** One item of a target or action list: `name`, or `name:parameter`; offsets are into the list's text. */
export type Item = {
  readonly name: ByteString
  /** Undefined when there is no colon or nothing after it. */
  readonly parameter: ByteString | undefined
  readonly start: number
  readonly nameEnd: number
  readonly parameterStart: number
  readonly end: number
}

/**
 * The items of a target or action list. Both use one grammar in mod_security2 (re.c, `msre_parse_generic`, 2.9.8):
 * `,` and `|` separate, a parameter may stand in single quotes where only `\'` and `\\` are escapes, and after a
 * parameter any mix of blanks and separators is skipped. Throws a PartError with mod_security2's words.
 */
export const itemsWithStrictQuotes = (text: ByteString): readonly Item[] => items(text, refuseEscape)

/** The same, where a backslash before any other character in quotes is one of the value's. */
export const itemsWithLooseQuotes = (text: ByteString): readonly Item[] => items(text, () => {})

/** What becomes of a backslash in a quoted value, at a place, that escapes neither a quote nor a backslash. */
type OtherEscape = (text: ByteString, at: number) => void

const refuseEscape: OtherEscape = (text, at) => {
  throw new PartError(
    'BAD_QUOTED_PAIR',
    `in a quoted value only \\' and \\\\ are escapes; found \\${text[at + 1] ?? 'at the end'}`,
    `Invalid quoted pair at position ${at}: ${text}`,
    at,
  )
}

const items = (text: ByteString, otherEscape: OtherEscape): readonly Item[] => {
  const found: Item[] = []
  let at = skipBlanks(text, 0)
  while (at < text.length) {
    const start = at
    while (at < text.length && !isNameEnd(text, at)) at++
    const name = text.slice(start, at)
    const nameEnd = at
    if (text[at] !== ':') {
      at = skipBlanks(text, at)
      if (at < text.length && !isSeparator(text, at)) throw unexpected(text, at)
      found.push({ name, parameter: undefined, start, nameEnd, parameterStart: nameEnd, end: nameEnd })
      at = skipBlanks(text, Math.min(at + 1, text.length))
      continue
    }
    const { parameter, parameterStart, end } = readParameter(text, at + 1, otherEscape)
    found.push({ name, parameter, start, nameEnd, parameterStart, end })
    at = end
    while (at < text.length && (isSeparator(text, at) || isSpace(text.charCodeAt(at)))) at++
  }
  return found
}

const readParameter = (text: ByteString, from: number, otherEscape: OtherEscape) => {
  if (from >= text.length || isSeparator(text, from)) {
    return { parameter: undefined, parameterStart: from, end: from }
  }
  if (text[from] === "'") return readQuoted(text, from, otherEscape)
  let end = from
  while (end < text.length && !isSeparator(text, end) && !isSpace(text.charCodeAt(end))) end++
  return { parameter: text.slice(from, end), parameterStart: from, end }
}

const readQuoted = (text: ByteString, from: number, otherEscape: OtherEscape) => {
  let value = ''
  let at = from + 1
  while (at < text.length && text[at] !== "'") {
    if (text[at] === '\\') {
      const next = text[at + 1]
      const isEscape = next === "'" || next === '\\'
      if (isEscape) at++
      else otherEscape(text, at)
    }
    value += text[at] ?? ''
    at++
  }
  if (at >= text.length) {
    throw new PartError(
      'UNCLOSED_QUOTE',
      "a quoted value has no closing '; add it",
      `Missing closing quote at position ${at}: ${text}`,
      from,
    )
  }
  return { parameter: value, parameterStart: from + 1, end: at + 1 }
}

const unexpected = (text: ByteString, at: number): PartError =>
  new PartError(
    'UNEXPECTED_CHARACTER',
    'found another word where a comma was wanted; put a comma between items, or quotes around a value with blanks',
    `Unexpected character at position ${at}: ${text}`,
    at,
  )

const isSeparator = (text: ByteString, at: number): boolean => text[at] === ',' || text[at] === '|'
const isNameEnd = (text: ByteString, at: number): boolean =>
  isSeparator(text, at) || text[at] === ':' || isSpace(text.charCodeAt(at))

const skipBlanks = (text: ByteString, from: number): number => {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}
