import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { ifNotEmpty } from './says-changed.ts'

/**
 * Decodes up to the first byte outside the standard alphabet (`=`, blank and line feed included); no padding is
 * needed and a lone last character is dropped. As APR's `apr_base64_decode`, which mod_security2 calls.
 */
export const base64Decode: Transformation = {
  apply: (value: ByteString): ByteString => {
    const end = value.search(/[^A-Za-z0-9+/]/)
    return Buffer.from(end === -1 ? value : value.slice(0, end), 'base64').toString('latin1')
  },
  saysChanged: ifNotEmpty,
}

/**
 * Decodes and skips whatever is outside the standard alphabet, across `=` too; ends at NUL. A `=` that stands after
 * the first character of a quartet with no `=` behind it makes the result empty. mod_security2's
 * `decode_base64_ext` (apache2/msc_util.c).
 */
export const base64DecodeExt: Transformation = {
  apply: (value: ByteString): ByteString => {
    let kept = ''
    for (const [part] of value.matchAll(/[A-Za-z0-9+/]+|=+|\0/g)) {
      if (part === '\0') break
      if (!part.startsWith('=')) kept += part
      else if (kept.length % 4 === 1) return ''
    }
    return Buffer.from(kept, 'base64').toString('latin1')
  },
  saysChanged: ifNotEmpty,
}

/** Standard alphabet with padding, no line breaks. */
export const base64Encode: Transformation = {
  apply: (value: ByteString): ByteString => Buffer.from(value, 'latin1').toString('base64'),
  saysChanged: ifNotEmpty,
}
