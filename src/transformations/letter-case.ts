import { type ByteString, lowerCase, upperCase } from '../bytes.ts'
import type { Transformation } from '../values.ts'

/** ASCII letters to lower case. */
export const lowercase: Transformation = {
  touches: /[A-Z]/,
  apply: (value: ByteString): ByteString => lowerCase(value),
}

/** ASCII letters to upper case. libmodsecurity only (see dialects.ts). */
export const uppercase: Transformation = {
  touches: /[a-z]/,
  apply: (value: ByteString): ByteString => upperCase(value),
}
