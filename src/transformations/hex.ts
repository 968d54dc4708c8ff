import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { always } from './says-changed.ts'

/**
 * Pairs of hex digits to bytes; an odd last character is dropped. Other characters are not refused but computed
 * with, as mod_security2's `x2c` does: `4zz1` is `c1`.
 */
export const hexDecode: Transformation = {
  apply: (value: ByteString): ByteString => {
    const bytes = Buffer.alloc(value.length >> 1)
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = digit(value.charCodeAt(2 * i)) * 16 + digit(value.charCodeAt(2 * i + 1))
    }
    return bytes.toString('latin1')
  },
  saysChanged: always,
}

/** Two lower-case hex digits a byte. */
export const hexEncode: Transformation = {
  apply: (value: ByteString): ByteString => Buffer.from(value, 'latin1').toString('hex'),
  saysChanged: always,
}

/** Right for hex digits, wrong in mod_security2's way for anything else; the caller keeps the low byte. */
const digit = (code: number): number => (code >= 0x41 ? (code & 0xdf) - 0x41 + 10 : code - 0x30)
