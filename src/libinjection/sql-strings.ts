import type { ByteString } from '../bytes.ts'
import { type Scan, type Token, take, takeString } from './sql-token.ts'

/**
 * The string whose text begins at `from` and runs to the delimiter. A delimiter after an odd number of backslashes, or
 * twice in a row, belongs to the text. `opened` is '' where no quote was read.
 */
export const quoted = (scan: Scan, from: number, delimiter: string, opened: string): Token => {
  const { input } = scan
  let at = input.indexOf(delimiter, from)
  while (at !== -1) {
    if (isEscaped(input, from, at)) at = input.indexOf(delimiter, at + 1)
    else if (input[at + 1] === delimiter) at = input.indexOf(delimiter, at + 2)
    else return takeString(scan, from, at, at + 1, opened, delimiter)
  }
  return unclosed(scan, from, opened)
}

/** A string in single or double quotes. */
export const plainString = (scan: Scan): Token => {
  const quote = scan.input.charAt(scan.at)
  return quoted(scan, scan.at + 1, quote, quote)
}

/** PostgreSQL's `E'…'` and MySQL's `N'…'`, or nothing if it is not one or if the input ends at the quote. */
export const letteredString = (scan: Scan): Token | undefined =>
  scan.input[scan.at + 1] === "'" && scan.at + 2 < scan.input.length ? quoted(scan, scan.at + 2, "'", "'") : undefined

/** The standard's `U&'…'`, or nothing. */
export const unicodeString = (scan: Scan): Token | undefined => {
  if (!scan.input.startsWith("&'", scan.at + 1)) return undefined
  const token = quoted(scan, scan.at + 3, "'", 'u')
  return token.closed === '' ? token : { ...token, closed: 'u' }
}

/** Oracle's `q'[…]'`, whose Q is at `at`, or nothing: brackets are closed by their partner, any other mark by itself. */
export const qString = (scan: Scan, at: number): Token | undefined => {
  const { input } = scan
  const letter = input[at]
  if ((letter !== 'q' && letter !== 'Q') || input[at + 1] !== "'" || at + 2 >= input.length) return undefined
  const mark = input.charAt(at + 2)
  if (mark <= ' ' || mark > '\x7f') return undefined
  const end = input.indexOf(`${PARTNERS.get(mark) ?? mark}'`, at + 3)
  return end === -1 ? unclosed(scan, at + 3, 'q') : takeString(scan, at + 3, end, end + 2, 'q', 'q')
}

/** `N'…'`, `nq'[…]'`, or nothing. */
export const nationalString = (scan: Scan): Token | undefined => letteredString(scan) ?? qString(scan, scan.at + 1)

/** A binary literal `b'01'`, or nothing. */
export const bitString = (scan: Scan): Token | undefined => digitString(scan, BITS)

/** A hexadecimal literal `x'0F'`, or nothing. */
export const hexString = (scan: Scan): Token | undefined => digitString(scan, HEX_DIGITS)

/** PostgreSQL's `$$…$$` or `$tag$…$tag$` at a dollar sign, or nothing. */
export const dollarString = (scan: Scan): Token | undefined => {
  const { input, at } = scan
  const tagEnd = endOfRun(input, at + 1, LETTERS)
  if (input[tagEnd] !== '$') return undefined
  const tag = input.slice(at, tagEnd + 1)
  const end = input.indexOf(tag, tagEnd + 1)
  return end === -1 ? unclosed(scan, tagEnd + 1, '$') : takeString(scan, tagEnd + 1, end, end + tag.length, '$', '$')
}

/** Where the run of bytes that are all marked in the table ends. libinjection's tables hold NUL, by an oversight. */
export const endOfRun = (input: ByteString, from: number, table: Uint8Array): number => {
  let at = from
  while (at < input.length && table[input.charCodeAt(at)] === 1) at++
  return at
}

/** A table of bytes for `endOfRun`. */
export const byteTable = (bytes: ByteString): Uint8Array => {
  const table = new Uint8Array(256)
  for (let at = 0; at < bytes.length; at++) table[bytes.charCodeAt(at)] = 1
  return table
}

/** Binary digits and NUL. */
export const BITS = byteTable('\x0001')
/** Hexadecimal digits and NUL. */
export const HEX_DIGITS = byteTable('\x000123456789ABCDEFabcdef')

const LETTERS = byteTable('\x00ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')

const PARTNERS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['<', '>'],
])

const unclosed = (scan: Scan, from: number, opened: string): Token =>
  takeString(scan, from, scan.input.length, scan.input.length, opened, '')

const isEscaped = (input: ByteString, from: number, at: number): boolean => {
  let before = at
  while (before > from && input[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

const digitString = (scan: Scan, digits: Uint8Array): Token | undefined => {
  const { input, at } = scan
  if (input[at + 1] !== "'") return undefined
  const end = endOfRun(input, at + 2, digits)
  return input[end] === "'" ? take(scan, '1', at, end + 1) : undefined
}
