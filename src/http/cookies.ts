import { type ByteString, isSpace, trim, trimEnd, trimStart } from '../bytes.ts'

/** A cookie of a request, raw: nothing is decoded. */
export type Cookie = { readonly name: ByteString; readonly value: ByteString }

/** SecCookieFormat, and SecCookieV0Separator where it is set (a set of octets). */
export type CookieFormat = { readonly format: 0 | 1; readonly separator?: ByteString }

/** The cookies of one Cookie header as v2 reads them (apache2/msc_parsers.c, modsecurity.c of 2.9.7). */
export const parseCookies = (header: ByteString, { format, separator }: CookieFormat): readonly Cookie[] =>
  format === 0 ? netscapeCookies(header, separator ?? guessedSeparator(header)) : version1Cookies(header)

/** A comma separates when there is no semicolon and the first comma is followed by a blank. */
const guessedSeparator = (header: ByteString): ByteString => {
  if (header.includes(';')) return ';'
  const comma = header.indexOf(',')
  return comma !== -1 && header[comma + 1] === ' ' ? ',' : ';'
}

const netscapeCookies = (header: ByteString, separators: ByteString): readonly Cookie[] => {
  const cookies: Cookie[] = []
  for (const token of tokens(header, separators)) {
    const text = trimStart(token)
    const equals = text.indexOf('=')
    const name = equals === -1 ? text : text.slice(0, equals)
    if (name !== '') cookies.push({ name, value: equals === -1 ? '' : text.slice(equals + 1) })
  }
  return cookies
}

/** The runs between separators; empty runs do not count, as with C's strtok. */
const tokens = (text: ByteString, separators: ByteString): readonly ByteString[] => {
  const found: ByteString[] = []
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !separators.includes(text.charAt(at))) continue
    if (at > start) found.push(text.slice(start, at))
    start = at + 1
  }
  return found
}

/** RFC 2109 cookies: `name="value"; $Path=/x` gives `name` and `$name_Path`. */
const version1Cookies = (header: ByteString): readonly Cookie[] => {
  const cookies: Cookie[] = []
  let previous: ByteString | undefined
  let at = 0
  while (at < header.length) {
    at = skip(header, at, isSpace)
    const nameEnd = skip(header, at, code => code !== 0x3d && !isSeparator(code))
    let name = trimEnd(header.slice(at, nameEnd))
    let value = ''
    at = nameEnd + 1
    if (header[nameEnd] === '=') {
      at = skip(header, at, isSpace)
      if (header[at] === '"') {
        const end = header.indexOf('"', at + 1)
        value = header.slice(at + 1, end === -1 ? undefined : end)
        at = end === -1 ? header.length : end + 1
      } else {
        const end = skip(header, at, code => !isSeparator(code))
        value = trim(header.slice(at, end))
        at = end + 1
      }
    }
    if (name !== '') {
      if (name[0] === '$' && previous !== undefined) name = `$${previous}_${name.slice(1)}`
      cookies.push({ name, value })
      if (name[0] !== '$') previous = name
    }
    at = skip(header, at, code => isSeparator(code) || isSpace(code))
  }
  return cookies
}

const isSeparator = (code: number): boolean => code === 0x3b || code === 0x2c

const skip = (text: ByteString, from: number, wanted: (code: number) => boolean): number => {
  let at = from
  while (at < text.length && wanted(text.charCodeAt(at))) at++
  return at
}
