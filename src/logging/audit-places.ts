import type { ByteString } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { RequestArgument } from '../values.ts'

/** Where a value stands in a text, in bytes. */
export type Place = { readonly at: number; readonly length: number }

/** The request line with the values of sanitised query arguments starred. */
export const sanitisedLine = (tx: Transaction): ByteString => {
  const { line } = tx.start.request
  const query = line.indexOf('?') + 1
  if (query === 0 || tx.sanitised.args.size === 0) return line
  const { argumentSeparator } = tx.settings
  const end = line.indexOf(' ', query)
  const text = line.slice(query, end === -1 ? undefined : end)
  return (
    line.slice(0, query) +
    starred(text, urlEncodedPlaces(text, argumentSeparator), tx.start.queryArguments, tx) +
    (end === -1 ? '' : line.slice(end))
  )
}

/** The body with the values of sanitised arguments starred, where they stand in it as they are. */
export const sanitisedBody = (body: ByteString, tx: Transaction): ByteString => {
  const { args } = tx.body.result
  if (!args.some(argument => tx.sanitised.args.has(argument))) return body
  return starred(body, bodyPlaces(body, args, tx), args, tx)
}

const bodyPlaces = (
  body: ByteString,
  args: readonly RequestArgument[],
  tx: Transaction,
): readonly (Place | undefined)[] => {
  if (tx.bodyProcessor === 'URLENCODED') return urlEncodedPlaces(body, tx.settings.argumentSeparator)
  if (tx.bodyProcessor === 'JSON') return jsonPlaces(body)
  return tx.bodyProcessor === 'MULTIPART' ? partPlaces(body, args) : []
}

const starred = (
  text: ByteString,
  places: readonly (Place | undefined)[],
  args: readonly RequestArgument[],
  tx: Transaction,
): ByteString => {
  let result = text
  for (const [index, argument] of args.entries()) {
    const place = places[index]
    if (place === undefined || !tx.sanitised.args.has(argument)) continue
    result = result.slice(0, place.at) + '*'.repeat(place.length) + result.slice(place.at + place.length)
  }
  return result
}

/** The values of a query string or form, in the order of its arguments. */
const urlEncodedPlaces = (text: ByteString, separator: ByteString): readonly Place[] => {
  const places: Place[] = []
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf(separator, at)
    const end = next === -1 ? text.length : next
    const equals = text.indexOf('=', at)
    const value = equals === -1 || equals >= end ? end : equals + 1
    places.push({ at: value, length: end - value })
    at = end + 1
  }
  return places
}

/** The scalars of a JSON text in order; no place for those that mod_security2 cannot star: escapes, true, false, null. */
const jsonPlaces = (text: ByteString): readonly (Place | undefined)[] => {
  const places: (Place | undefined)[] = []
  for (const token of text.matchAll(/"((?:[^"\\]|\\.)*)"([\t\n\r ]*:)?|-?[0-9][-+.0-9Ee]*|true|false|null/gs)) {
    const [whole, string, colon] = token
    if (colon !== undefined) continue
    if (string !== undefined)
      places.push(string.includes('\\') ? undefined : { at: token.index + 1, length: string.length })
    else places.push(/^[-0-9]/.test(whole) ? { at: token.index, length: whole.length } : undefined)
  }
  return places
}

/** The contents of multipart fields: each stands between an empty line and the next boundary. */
const partPlaces = (body: ByteString, args: readonly RequestArgument[]): readonly (Place | undefined)[] => {
  let from = 0
  return args.map(({ value }) => {
    for (const end of ['\r\n', '\n']) {
      const found = body.indexOf(`${end}${end}${value}${end}--`, from)
      if (found === -1) continue
      const at = found + 2 * end.length
      from = at + value.length
      return { at, length: value.length }
    }
    return undefined
  })
}
