import { type ByteString, trimEnd, trimStart, trim as withoutEnds } from '../bytes.ts'

/** Each run of C white space and 0xA0 becomes one space. */
export const compressWhitespace = (value: ByteString): ByteString =>
  /[\t-\r\xa0]|[ ]{2}/.test(value) ? value.replace(/[\t-\r \xa0]+/g, ' ') : value

/** Without C white space and 0xA0. */
export const removeWhitespace = (value: ByteString): ByteString =>
  /[\t-\r \xa0]/.test(value) ? value.replace(/[\t-\r \xa0]+/g, '') : value

/** Without leading and trailing C white space; 0xA0 stays. */
export const trim = (value: ByteString): ByteString => withoutEnds(value)

/** Without leading C white space; 0xA0 stays. */
export const trimLeft = (value: ByteString): ByteString => trimStart(value)

/** Without trailing C white space; 0xA0 stays. */
export const trimRight = (value: ByteString): ByteString => trimEnd(value)
