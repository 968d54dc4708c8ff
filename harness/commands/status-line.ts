/** What a status line is shown on. */
export type StatusPlace = {
  /** On a terminal the line is written over; elsewhere it is a line among others, now and then. */
  readonly kind: 'terminal' | 'lines'
  readonly columns: () => number
  readonly write: (text: string) => void
  /** Milliseconds since any moment. */
  readonly now: () => number
  /** Calls back again and again until what it returns is called. */
  readonly every: (ms: number, tick: () => void) => () => void
}

/** One line that says how far something is, below all else that is printed. */
export type StatusLine = {
  /** Shows from now on what `text` says, until `end`. */
  readonly show: (text: () => string) => void
  readonly end: () => void
  /** Prints something above the line. */
  readonly above: (print: () => void) => void
}

/** How often a terminal's line is written anew. */
const REFRESH_MS = 200
/** How often a line is written where lines stay. */
const LINE_EVERY_MS = 10_000

/** A status line that shows nothing yet. */
export const openStatusLine = ({ kind, columns, write, now, every }: StatusPlace): StatusLine => {
  let text: (() => string) | undefined
  let stop = (): void => {}
  let drawn: string | undefined
  let lastMs = 0
  const erase = (): void => {
    if (drawn !== undefined) write('\r\x1b[2K')
    drawn = undefined
  }
  const draw = (): void => {
    if (text === undefined || kind !== 'terminal') return
    const line = cut(text(), columns() - 1)
    if (line !== drawn) write(`\r\x1b[2K${line}`)
    drawn = line
  }
  const tick = (): void => {
    if (kind === 'terminal') draw()
    else if (text !== undefined && now() - lastMs >= LINE_EVERY_MS) {
      lastMs = now()
      write(`${text()}\n`)
    }
  }
  return {
    show: next => {
      if (text === undefined) {
        lastMs = now()
        stop = every(REFRESH_MS, tick)
      }
      text = next
    },
    end: () => {
      erase()
      stop()
      text = undefined
    },
    above: print => {
      const wasDrawn = drawn !== undefined
      erase()
      print()
      if (wasDrawn) draw()
    },
  }
}

/** The text cut to a number of columns; the codes of colours take none. */
const cut = (text: string, columns: number): string => {
  let left = columns
  return text.replace(/\x1b\[[0-9;]*m|[\s\S]/gu, part =>
    part.length > 1 && part.startsWith('\x1b') ? part : left-- > 0 ? part : '',
  )
}
