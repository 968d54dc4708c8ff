import { type ByteString, hexDigit } from '../bytes.ts'

/** How v2 splits a query string or form. */
export type UrlEncodedOptions = {
  /** SecArgumentSeparator: one octet. */
  readonly separator: ByteString
  /** How many arguments are kept (SecArgumentsLimit less those already known). */
  readonly limit: number
}

/** The arguments of a query string or form. */
export type UrlEncoded = {
  readonly pairs: readonly { readonly name: ByteString; readonly value: ByteString }[]
  /** An invalid `%` was seen (URLENCODED_ERROR). */
  readonly invalid: boolean
  /** Arguments over the limit were dropped ("SecArgumentsLimit exceeded"). */
  readonly truncated: boolean
}

/**
 * The arguments of `text` as v2 reads them (apache2/msc_parsers.c of 2.9.7): the first `=` splits, both sides are
 * decoded, an empty piece is an argument with empty name and value, a separator at the end adds nothing.
 */
export const parseUrlEncoded = (text: ByteString, { separator, limit }: UrlEncodedOptions): UrlEncoded => {
  const pairs: { name: ByteString; value: ByteString }[] = []
  let invalid = false
  let truncated = false
  const decoded = (part: ByteString): ByteString => {
    const result = urlDecoded(part)
    invalid ||= result.invalid
    return result.value
  }
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf(separator, at)
    const end = next === -1 ? text.length : next
    const equals = text.indexOf('=', at)
    const nameEnd = equals === -1 || equals > end ? end : equals
    const name = decoded(text.slice(at, nameEnd))
    const value = decoded(text.slice(nameEnd + 1, Math.max(end, nameEnd + 1)))
    if (pairs.length < limit) pairs.push({ name, value })
    else truncated = true
    at = end + 1
  }
  return { pairs, invalid, truncated }
}

/** v2's decoding of arguments: `+` is a blank, `%HH` an octet, any other `%` stays and is invalid. */
const urlDecoded = (text: ByteString): { readonly value: ByteString; readonly invalid: boolean } => {
  if (!/[%+]/.test(text)) return { value: text, invalid: false }
  let invalid = false
  let value = ''
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2b) value += ' '
    else if (code !== 0x25) value += text.charAt(at)
    else {
      const high = hexDigit(text.charCodeAt(at + 1))
      const low = hexDigit(text.charCodeAt(at + 2))
      if (at + 2 < text.length && high >= 0 && low >= 0) {
        value += String.fromCharCode(high * 16 + low)
        at += 2
      } else {
        value += '%'
        invalid = true
      }
    }
  }
  return { value, invalid }
}
