import type { ByteString } from '../bytes.ts'
import type { Source, Span } from '../source.ts'

/**
 * One directive's text: physical lines that end in a backslash are joined with the next, blanks around the whole
 * are dropped, comments and empty lines are gone. As httpd's `ap_cfg_getline`.
 */
export type LogicalLine = {
  readonly source: Source
  readonly text: ByteString
  /** The last physical line, which is the number that httpd and mod_security2 report. */
  readonly lastLine: number
  /** The first physical line. */
  readonly firstLine: number
  /** Offset in the source of an offset in `text`. */
  readonly offsetOf: (index: number) => number
}

/** The logical lines of a source, without comments. A comment that ends in a backslash swallows the next line. */
export function* logicalLines(source: Source): Generator<LogicalLine> {
  const { text } = source
  let at = 0
  let lineNumber = 0
  while (at < text.length) {
    const pieces: { start: number; text: ByteString }[] = []
    const firstLine = lineNumber + 1
    let continues = true
    while (continues && at < text.length) {
      const newline = text.indexOf('\n', at)
      const end = newline === -1 ? text.length : newline
      let pieceEnd = end > at && text[end - 1] === '\r' ? end - 1 : end
      continues = pieceEnd > at && text[pieceEnd - 1] === '\\'
      if (continues) pieceEnd--
      pieces.push({ start: at, text: text.slice(at, pieceEnd) })
      at = newline === -1 ? text.length : newline + 1
      lineNumber++
    }
    const joined = pieces.map(piece => piece.text).join('')
    const lead = /^[\t-\r ]*/.exec(joined)?.[0].length ?? 0
    const trimmed = joined.slice(lead).replace(/[\t-\r ]+$/, '')
    if (trimmed === '' || trimmed.startsWith('#')) continue
    yield { source, text: trimmed, firstLine, lastLine: lineNumber, offsetOf: index => offsetIn(pieces, lead + index) }
  }
}

/** The span in the source of a stretch of a logical line. */
export const lineSpan = (line: LogicalLine, start: number, end: number): Span => ({
  source: line.source,
  start: line.offsetOf(start),
  end: line.offsetOf(Math.max(start, end - 1)) + (end > start ? 1 : 0),
})

const offsetIn = (pieces: readonly { start: number; text: ByteString }[], index: number): number => {
  let rest = index
  let last = 0
  for (const piece of pieces) {
    if (rest < piece.text.length) return piece.start + rest
    rest -= piece.text.length
    last = piece.start + piece.text.length
  }
  return last
}
