import type { ByteString } from '../bytes.ts'
import type { Operator } from '../transaction/parts.ts'

/** The value is not UTF-8 by RFC 3629. The phrase names the first defect and its offset. */
export const validateUtf8Encoding: Operator = () => value => {
  if (!/[\x80-\xff]/.test(value)) return undefined
  for (let at = 0; at < value.length; ) {
    const found = character(value, at)
    if (typeof found === 'string') {
      const offset = at
      return { reason: name => `Invalid UTF-8 encoding: ${found} at ${name}. [offset "${offset}"]` }
    }
    at += found
  }
  return undefined
}

const MISSING = 'not enough bytes in character'
const INVALID = 'invalid byte value in character'
const OVERLONG = 'overlong character detected'
const RESTRICTED = 'use of restricted character'

/** The number of bytes of the character there, or its defect, as mod_security2's `detect_utf8_character`. */
const character = (value: ByteString, at: number): number | string => {
  const lead = value.charCodeAt(at)
  if (lead < 0x80) return 1
  if (lead < 0xc0 || lead > 0xf7) return INVALID
  if (lead >= 0xf5) return RESTRICTED
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (at + length > value.length) return MISSING
  let code = lead & (0x7f >> length)
  for (let i = at + 1; i < at + length; i++) {
    const next = value.charCodeAt(i)
    if ((next & 0xc0) !== 0x80) return INVALID
    code = code * 64 + (next & 0x3f)
  }
  if (code >= 0xd800 && code <= 0xdfff) return RESTRICTED
  return code < (SMALLEST[length] ?? 0) ? OVERLONG : length
}

/** The smallest code point that needs so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]
