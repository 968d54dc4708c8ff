import { type ByteString, trimEnd, trimStart, trim as withoutEnds } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { ifLengthDiffers } from './says-changed.ts'

/** Each run of C white space and 0xA0 becomes one space. */
export const compressWhitespace: Transformation = {
  touches: /[\t-\r \xa0]/,
  apply: (value: ByteString): ByteString =>
    /[\t-\r\xa0]|[ ]{2}/.test(value) ? value.replace(/[\t-\r \xa0]+/g, ' ') : value,
  saysChanged: ifLengthDiffers,
  leavesRest: true,
}

/** Without C white space and 0xA0. */
export const removeWhitespace: Transformation = {
  touches: /[\t-\r \xa0]/,
  apply: (value: ByteString): ByteString => (/[\t-\r \xa0]/.test(value) ? value.replace(/[\t-\r \xa0]+/g, '') : value),
  leavesRest: true,
}

/** Without leading and trailing C white space; 0xA0 stays. */
export const trim: Transformation = {
  touches: /[\t-\r ]/,
  apply: (value: ByteString): ByteString => withoutEnds(value),
}

/** Without leading C white space; 0xA0 stays. */
export const trimLeft: Transformation = {
  touches: /[\t-\r ]/,
  apply: (value: ByteString): ByteString => trimStart(value),
}

/** Without trailing C white space; 0xA0 stays. */
export const trimRight: Transformation = {
  touches: /[\t-\r ]/,
  apply: (value: ByteString): ByteString => trimEnd(value),
}
