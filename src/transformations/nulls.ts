import type { ByteString } from '../bytes.ts'

/** Without NUL bytes. */
export const removeNulls = (value: ByteString): ByteString =>
  value.includes('\0') ? value.replaceAll('\0', '') : value

/** Each NUL byte becomes a space. */
export const replaceNulls = (value: ByteString): ByteString =>
  value.includes('\0') ? value.replaceAll('\0', ' ') : value
