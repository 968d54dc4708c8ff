import type { ByteString } from './bytes.ts'

/** Where something stands: line and column count from 1; a column counts bytes. */
export type Position = { readonly line: number; readonly column: number }

/** A configuration file's name and text; turns an offset into a line and column when an error needs one. */
export class Source {
  readonly file: string
  readonly text: ByteString
  #lineStarts: number[] | undefined

  constructor(file: string, text: ByteString) {
    this.file = file
    this.text = text
  }

  position(offset: number): Position {
    const starts = this.#starts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  /** The text of a line (from 1), without its line end. */
  line(number: number): ByteString {
    const starts = this.#starts()
    const start = starts[number - 1]
    if (start === undefined) return ''
    return this.text.slice(start, starts[number] ?? this.text.length).replace(/\r?\n$/, '')
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0]
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) {
        this.#lineStarts.push(at + 1)
      }
    }
    return this.#lineStarts
  }
}

/** A stretch of a source: offsets into its text, end exclusive. */
export type Span = { readonly source: Source; readonly start: number; readonly end: number }
