import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'

/** Sets bit 7 of each byte so that the number of ones in mod_security2's reckoning is even. */
export const parityEven7bit: Transformation = { apply: (value: ByteString): ByteString => mapped(value, EVEN) }

/** Sets bit 7 of each byte so that the number of ones in mod_security2's reckoning is odd. */
export const parityOdd7bit: Transformation = { apply: (value: ByteString): ByteString => mapped(value, ODD) }

/** Clears bit 7 of each byte. */
export const parityZero7bit: Transformation = {
  touches: /[\x80-\xff]/,
  apply: (value: ByteString): ByteString => (/[\x80-\xff]/.test(value) ? mapped(value, ZERO) : value),
}

const mapped = (value: ByteString, table: Uint8Array): ByteString => {
  const bytes = Buffer.from(value, 'latin1')
  for (let i = 0; i < bytes.length; i++) bytes[i] = table[bytes[i] ?? 0] ?? 0
  return bytes.toString('latin1')
}

/** True if all eight bits of the byte as it came, bit 7 included, hold an odd number of ones. */
const oddOnes = (byte: number): boolean => {
  const nibble = (byte ^ (byte >> 4)) & 0xf
  return ((0x6996 >> nibble) & 1) === 1
}

const EVEN = Uint8Array.from({ length: 256 }, (_, byte) => (oddOnes(byte) ? byte | 0x80 : byte & 0x7f))
const ODD = Uint8Array.from({ length: 256 }, (_, byte) => (oddOnes(byte) ? byte & 0x7f : byte | 0x80))
const ZERO = Uint8Array.from({ length: 256 }, (_, byte) => byte & 0x7f)
