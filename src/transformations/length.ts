import type { ByteString } from '../bytes.ts'

/** The number of bytes, in decimal. */
export const length = (value: ByteString): ByteString => String(value.length)
