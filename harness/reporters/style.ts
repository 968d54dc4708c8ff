import colours from 'picocolors'

/** How a report is laid out, and how parts of it are made to stand out. */
export type Style = Readonly<Record<'good' | 'bad' | 'odd' | 'strong' | 'faint', (text: string) => string>> & {
  /** Columns that there are. */
  readonly width: number
  /** What does not fit into a line of a terminal may be left out; a file, or another program, gets it whole. */
  readonly medium: 'terminal' | 'file'
  /** How log lines are shown: their parts one below the other, or as the engine wrote them. */
  readonly log: 'laid out' | 'raw'
}

const as = (text: string): string => text

/** Columns of a text that is for no terminal. */
const FILE_WIDTH = 120

/** Plain text, for files and error messages. */
export const PLAIN: Style = {
  ...{ good: as, bad: as, odd: as, strong: as, faint: as },
  width: FILE_WIDTH,
  medium: 'file',
  log: 'laid out',
}

/** What something printed to is: colours, where it has any, and its columns, where it is a terminal. */
export const styleOf = (hasColours: boolean, columns: number | undefined): Style => {
  const { green, red, yellow, bold, dim } = colours.createColors(hasColours)
  return {
    ...{ good: green, bad: red, odd: yellow, strong: bold, faint: dim },
    width: columns ?? FILE_WIDTH,
    medium: columns === undefined ? 'file' : 'terminal',
    log: 'laid out',
  }
}
