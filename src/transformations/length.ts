import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { always } from './says-changed.ts'

/** The number of bytes, in decimal. */
export const length: Transformation = {
  apply: (value: ByteString): ByteString => String(value.length),
  saysChanged: always,
}
