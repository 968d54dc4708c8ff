import { type ByteString, hexDigit, isDigit } from '../bytes.ts'

/** True if the attribute value from `start` to `end` is a URL whose scheme runs a script or carries a document. */
export const isHostileUrl = (input: ByteString, start: number, end: number): boolean => {
  const scheme = schemeOf(input, start, end)
  return HOSTILE_SCHEMES.some(hostile => scheme.startsWith(hostile))
}

/** Beginnings, so JAVA stands for JAVASCRIPT too. */
const HOSTILE_SCHEMES = ['DATA', 'VIEW-SOURCE', 'JAVA', 'VBSCRIPT'] as const

const LONGEST_SCHEME = 'VIEW-SOURCE'.length

/** The largest code that a numeric reference may have, else it is not one. libinjection's own limit. */
const LARGEST_REFERENCE = 0x1000ff

type Reading = { readonly input: ByteString; readonly end: number; at: number }

/**
 * The first bytes of a URL as a browser sees them: numeric references resolved, in upper case, without what stands
 * before the scheme (white space, control bytes, bytes above 0x7E) and without NUL and line feed inside of it.
 */
const schemeOf = (input: ByteString, start: number, end: number): ByteString => {
  const reading: Reading = { input, end, at: start }
  while (reading.at < end && isPadding(input.charCodeAt(reading.at))) reading.at++
  let scheme = ''
  while (reading.at < end && scheme.length < LONGEST_SCHEME) {
    const code = nextCode(reading)
    if (code === 0 || code === 0x0a || (scheme === '' && code <= 0x20)) continue
    const upper = code >= 0x61 && code <= 0x7a ? code - 0x20 : code
    scheme += String.fromCharCode(upper & 0xff)
  }
  return scheme
}

const isPadding = (code: number): boolean => code <= 0x20 || code >= 0x7f

/** The next byte, or the code of a numeric reference; an `&` that begins none is itself. */
const nextCode = (reading: Reading): number => {
  const { input, at, end } = reading
  reading.at++
  const code = input.charCodeAt(at)
  if (code !== AMPERSAND || end - at < 2 || input[at + 1] !== '#') return code
  const isHex = input[at + 2] === 'x' || input[at + 2] === 'X'
  return reference(reading, isHex ? at + 3 : at + 2, isHex ? 16 : 10) ?? code
}

const AMPERSAND = 0x26

/** The reference whose digits begin at `from`; a semicolon after them belongs to it. Nothing without digits. */
const reference = (reading: Reading, from: number, base: 10 | 16): number | undefined => {
  const { input, end } = reading
  let value = digit(input.charCodeAt(from), base)
  if (value === -1) return undefined
  let at = from + 1
  for (; at < end; at++) {
    const next = digit(input.charCodeAt(at), base)
    if (next === -1) break
    value = value * base + next
    if (value > LARGEST_REFERENCE) return undefined
  }
  reading.at = at < end && input[at] === ';' ? at + 1 : at
  return value
}

const digit = (code: number, base: 10 | 16): number => {
  if (base === 16) return hexDigit(code)
  return isDigit(code) ? code - 0x30 : -1
}
