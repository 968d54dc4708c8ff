import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { ifConverted } from './says-changed.ts'

/**
 * UTF-8 sequences of two to four bytes to `%u` and at least four lower-case hex digits; ASCII stays, NUL goes. As
 * mod_security2 (apache2/msc_util.c, `utf8_unicode_inplace_ex`): the lead byte of a broken sequence is dropped, one
 * of F5–F7 is kept in front of whatever follows, an overlong form and a surrogate get their lead byte appended, and
 * bytes that cannot lead stay.
 */
export const utf8toUnicode: Transformation = {
  touches: /[\0\x80-\xff]/,
  apply: (value: ByteString): ByteString => (/[\0\x80-\xff]/.test(value) ? value.replace(SEQUENCE, convert) : value),
  saysChanged: ifConverted,
}

/** A NUL, a complete sequence, or a lead byte without its sequence; never a byte that cannot lead. */
const SEQUENCE = /\0|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}|[\xc0-\xf7]/g

const convert = (bytes: ByteString): ByteString => {
  const lead = bytes.charCodeAt(0)
  if (lead === 0) return ''
  const kept = lead >= 0xf5 ? bytes.charAt(0) : ''
  if (bytes.length === 1) return kept
  const code = codePoint(bytes)
  const surrogate = code >= 0xd800 && code <= 0xdfff ? bytes.charAt(0) : ''
  const overlong = code < (SMALLEST[bytes.length] ?? 0) ? bytes.charAt(0) : ''
  return `${kept}%u${code.toString(16).padStart(4, '0')}${surrogate}${overlong}`
}

/** The smallest code point that needs a sequence of so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

const codePoint = (bytes: ByteString): number => {
  let code = bytes.charCodeAt(0) & (0x7f >> bytes.length)
  for (let i = 1; i < bytes.length; i++) code = code * 64 + (bytes.charCodeAt(i) & 0x3f)
  return code
}
