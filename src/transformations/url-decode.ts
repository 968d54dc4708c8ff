import type { ByteString } from '../bytes.ts'
import type { Transformation, UnicodeMap } from '../values.ts'
import { lowByte } from './code-unit.ts'

/** `+` to space and `%HH` to its byte; a broken `%` stays. */
export const urlDecode: Transformation = {
  touches: /[%+]/,
  apply: (value: ByteString): ByteString =>
    /[%+]/.test(value)
      ? value.replace(/\+|%([0-9a-fA-F]{2})/g, (_, hex?: string) => (hex === undefined ? ' ' : byte(hex)))
      : value,
}

/**
 * As urlDecode, and `%uHHHH` (or `%U`) through the Unicode map; without one, or where the map has no entry, its low
 * byte with full-width forms folded. One pass. mod_security2's `urldecode_uni_nonstrict_inplace_ex`.
 */
export const urlDecodeUni: Transformation = {
  touches: /[%+]/,
  apply: (value: ByteString, unicodeMap?: UnicodeMap): ByteString =>
    /[%+]/.test(value)
      ? value.replace(/\+|%(?:[uU]([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))/g, (_, code?: string, hex?: string) => {
          if (hex !== undefined) return byte(hex)
          return code === undefined ? ' ' : mapped(Number.parseInt(code, 16), unicodeMap)
        })
      : value,
}

const byte = (hex: string): ByteString => String.fromCharCode(Number.parseInt(hex, 16))

const mapped = (code: number, unicodeMap: UnicodeMap | undefined): ByteString => {
  const best = unicodeMap?.[code] ?? -1
  return String.fromCharCode(best === -1 ? lowByte(code) : best & 0xff)
}
