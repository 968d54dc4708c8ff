import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { controlOf, lowByte } from './code-unit.ts'
import { ifLengthDiffers } from './says-changed.ts'

/**
 * JavaScript escapes: `\uHHHH` to its low byte (full-width forms folded), `\xHH`, octal up to `\377` (a third digit
 * that would exceed a byte is left), `\a \b \f \n \r \t \v`; any other escape loses its backslash; a backslash at
 * the end stays. mod_security2's `js_decode_nonstrict_inplace`.
 */
export const jsDecode: Transformation = {
  touches: /\\/,
  apply: (value: ByteString): ByteString =>
    value.includes('\\')
      ? value.replace(
          /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2}|[0-7]{1,2})|(.))/gs,
          (_, code?: string, hex?: string, octal?: string, other = '') => {
            if (code !== undefined) return String.fromCharCode(lowByte(Number.parseInt(code, 16)))
            if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
            if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
            return controlOf(other) ?? other
          },
        )
      : value,
  saysChanged: ifLengthDiffers,
}
