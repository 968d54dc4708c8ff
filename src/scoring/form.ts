import { type ByteString, hexDigit } from '../bytes.ts'

/** Form fields in order, repeated names kept. */
export type Fields = readonly (readonly [name: ByteString, value: ByteString])[]

/**
 * The fields of an `application/x-www-form-urlencoded` body, as bytes. An escape that is not two hex digits stays as
 * it is, as in the WHATWG URL standard §5.1 and in Flask, which the published scoring server uses.
 */
export const formFields = (body: ByteString): Fields =>
  body
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))]
    })

const decoded = (text: ByteString): ByteString =>
  text.replaceAll('+', ' ').replace(/%([0-9A-Fa-f])([0-9A-Fa-f])/g, (_, high: string, low: string) => {
    return String.fromCharCode(hexDigit(high.charCodeAt(0)) * 16 + hexDigit(low.charCodeAt(0)))
  })
