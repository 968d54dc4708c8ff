import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'

/** Without NUL bytes. */
export const removeNulls: Transformation = {
  touches: /\0/,
  apply: (value: ByteString): ByteString => (value.includes('\0') ? value.replaceAll('\0', '') : value),
  leavesRest: true,
}

/** Each NUL byte becomes a space. */
export const replaceNulls: Transformation = {
  touches: /\0/,
  apply: (value: ByteString): ByteString => (value.includes('\0') ? value.replaceAll('\0', ' ') : value),
}
