import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { lowByte } from './code-unit.ts'
import { ifLengthDiffers } from './says-changed.ts'

/**
 * CSS escapes: a backslash with 1–6 hex digits is a byte (the last two digits count, full-width forms are folded)
 * and swallows one white space; backslash and line feed vanish; any other escaped character is itself; a backslash
 * at the end is dropped. mod_security2's `css_decode_inplace`.
 */
export const cssDecode: Transformation = {
  touches: /\\/,
  apply: (value: ByteString): ByteString =>
    value.includes('\\')
      ? value.replace(/\\(?:([0-9a-fA-F]{1,6})[\t-\r ]?|\n|([^\n])|$)/g, (_, digits?: string, other?: string) =>
          digits === undefined ? (other ?? '') : String.fromCharCode(byteOf(digits)),
        )
      : value,
  saysChanged: ifLengthDiffers,
}

/** Four digits, or more whose leading ones are 0, are looked at as a 16-bit code; all others give their low byte. */
const byteOf = (digits: string): number => {
  const code = Number.parseInt(digits, 16)
  return digits.length >= 4 && code <= 0xffff ? lowByte(code) : code & 0xff
}
