/**
 * The byte that mod_security2 makes of a 16-bit code without a map: its low byte, and for a full-width form
 * (FF01–FF5E) the ASCII character it looks like. apache2/msc_util.c, the same lines in three decoders.
 */
export const lowByte = (code: number): number => {
  const low = code & 0xff
  return code >> 8 === 0xff && low > 0 && low < 0x5f ? low + 0x20 : low
}

/** What a letter after a backslash stands for in C: `\a \b \f \n \r \t \v`; undefined for any other. */
export const controlOf = (letter: string): string | undefined => CONTROLS.get(letter)

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])
