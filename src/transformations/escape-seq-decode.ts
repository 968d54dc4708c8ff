import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { controlOf } from './code-unit.ts'
import { ifLengthDiffers } from './says-changed.ts'

/**
 * ANSI C escapes: `\a \b \f \n \r \t \v \\ \? \' \"`, `\xHH`, one to three octal digits cut to a byte. An unknown
 * escape loses its backslash; a backslash at the end stays. mod_security2's `ansi_c_sequences_decode_inplace`.
 */
export const escapeSeqDecode: Transformation = {
  touches: /\\/,
  apply: (value: ByteString): ByteString =>
    value.includes('\\')
      ? value.replace(
          /\\(?:[xX]([0-9a-fA-F]{2})|([0-7]{1,3})|(.))/gs,
          (_, hex: string | undefined, octal: string | undefined, other = '') => {
            if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
            if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
            return controlOf(other) ?? other
          },
        )
      : value,
  saysChanged: ifLengthDiffers,
}
