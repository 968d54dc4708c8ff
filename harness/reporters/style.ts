import colours from 'picocolors'

/** How parts of a report are made to stand out. */
export type Style = Readonly<
  Record<'good' | 'bad' | 'odd' | 'strong' | 'faint', (text: string) => string> & Record<'width', number>
>

const as = (text: string): string => text

/** Plain text, for files and error messages. */
export const PLAIN: Style = { good: as, bad: as, odd: as, strong: as, faint: as, width: 120 }

/** Colours of a terminal `width` columns wide, when it has any. */
export const terminalStyle = (hasColours: boolean, width: number): Style => {
  const { green, red, yellow, bold, dim } = colours.createColors(hasColours)
  return { good: green, bad: red, odd: yellow, strong: bold, faint: dim, width }
}
