import { type ByteString, isSpace } from '../bytes.ts'
import type { Span } from '../source.ts'
import { type LogicalLine, lineSpan } from './lines.ts'

/** One word of a directive, unquoted, that still knows where each of its bytes stood. */
export type Word = {
  readonly text: ByteString
  /** The span of the whole word, or of the part from `start` to `end` of its text. */
  readonly span: (start?: number, end?: number) => Span
}

/** How a dialect reads quotes: httpd unescapes `\\` and the quote, libmodsecurity's scanner keeps every byte. */
export type Quoting = 'httpd' | 'verbatim'

/**
 * The words of a logical line as httpd's `ap_getword_conf` splits them: blanks separate, `"…"` or `'…'` holds blanks,
 * a missing closing quote lets the word run to the end.
 */
export const words = (line: LogicalLine, quoting: Quoting): readonly Word[] => {
  const found: Word[] = []
  const { text } = line
  let at = 0
  while (at < text.length) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++
    if (at >= text.length) break
    const quote = text[at]
    const quoted = quote === '"' || (quote === "'" && quoting === 'httpd')
    const start = quoted ? at + 1 : at
    const end = quoted ? closingQuote(text, start, quote ?? '') : wordEnd(text, start)
    const { plain, dropped } =
      quoting === 'httpd'
        ? withoutBackslashes(text.slice(start, end), quoted ? quote : undefined)
        : verbatim(text.slice(start, end))
    const place = (index: number): number => start + index + dropped.filter(position => position <= index).length
    found.push({
      text: plain,
      span: (from = 0, to = plain.length) => lineSpan(line, place(from), to > from ? place(to - 1) + 1 : place(from)),
    })
    at = quoted ? end + 1 : end
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

const verbatim = (raw: ByteString) => ({ plain: raw, dropped: [] as number[] })

/** Drops the backslash of `\\`, in a quoted word of the escaped quote too; `dropped` holds the positions in the result where one went. */
const withoutBackslashes = (raw: ByteString, quote: string | undefined) => {
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
