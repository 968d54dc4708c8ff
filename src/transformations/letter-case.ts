import { type ByteString, lowerCase, upperCase } from '../bytes.ts'

/** ASCII letters to lower case. */
export const lowercase = (value: ByteString): ByteString => lowerCase(value)

/** ASCII letters to upper case. libmodsecurity only (see dialects.ts). */
export const uppercase = (value: ByteString): ByteString => upperCase(value)
