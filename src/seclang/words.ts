import { type ByteString, isSpace } from '../bytes.ts'
import type { Span } from '../source.ts'
import { type LogicalLine, lineSpan } from './lines.ts'

/** One word of a directive, unquoted, that still knows where each of its bytes stood. */
export type Word = {
  readonly text: ByteString
  /** The span of the whole word, or of the part from `start` to `end` of its text. */
  readonly span: (start?: number, end?: number) => Span
}

/**
 * The words of a logical line as httpd's `ap_getword_conf` splits them: blanks separate, `"…"` or `'…'` holds blanks,
 * where `\\` and the escaped quote are unescaped; a missing closing quote lets the word run to the end.
 */
export const unescapedWords = (line: LogicalLine): readonly Word[] =>
  words(line, { quotes: `"'`, read: withoutBackslashes })

/** The same as libmodsecurity's scanner has them: `"…"` alone holds blanks, and every byte stays. */
export const verbatimWords = (line: LogicalLine): readonly Word[] => words(line, { quotes: '"', read: verbatim })

/** A word's text without its escapes; `dropped` holds the positions in it before which a backslash went. */
type Unescape = (raw: ByteString, quote: string | undefined) => { plain: ByteString; dropped: readonly number[] }

const words = (line: LogicalLine, { quotes, read }: { quotes: string; read: Unescape }): readonly Word[] => {
  const found: Word[] = []
  const { text } = line
  let at = 0
  while (at < text.length) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++
    if (at >= text.length) break
    const quote = quotes.includes(text.charAt(at)) ? text.charAt(at) : undefined
    const start = quote === undefined ? at : at + 1
    const end = quote === undefined ? wordEnd(text, start) : closingQuote(text, start, quote)
    const { plain, dropped } = read(text.slice(start, end), quote)
    const place = (index: number): number => start + index + dropped.filter(position => position <= index).length
    found.push({
      text: plain,
      span: (from = 0, to = plain.length) => lineSpan(line, place(from), to > from ? place(to - 1) + 1 : place(from)),
    })
    at = quote === undefined ? end : end + 1
  }
  return found
}

const wordEnd = (text: ByteString, start: number): number => {
  let at = start
  while (at < text.length && !isSpace(text.charCodeAt(at))) at++
  return at
}

const closingQuote = (text: ByteString, start: number, quote: string): number => {
  let at = start
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' && at + 1 < text.length ? 2 : 1
  return Math.min(at, text.length)
}

const verbatim: Unescape = raw => ({ plain: raw, dropped: [] })

/** Drops the backslash of `\\`, in a quoted word of the escaped quote too. */
const withoutBackslashes: Unescape = (raw, quote) => {
  const dropped: number[] = []
  if (!raw.includes('\\')) return { plain: raw, dropped }
  let plain = ''
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1]
    if (raw[at] === '\\' && (next === '\\' || (next !== undefined && next === quote))) {
      dropped.push(plain.length)
      at++
    }
    plain += raw[at] ?? ''
  }
  return { plain, dropped }
}
