import { type ByteString, isDigit } from '../bytes.ts'
import { BITS, byteTable, endOfRun, HEX_DIGITS } from './sql-strings.ts'
import { type Scan, type Token, take, takeWord } from './sql-token.ts'

/**
 * What begins with a digit or a full stop: a number; a lone full stop; a bare word if it is `0x` or `0b` without digits,
 * or ends in an exponent without digits, which libinjection 4 passes over instead.
 */
export const numeral = (scan: Scan): Token | undefined => {
  const { input, at } = scan
  const base = baseDigits(input, at)
  if (base !== undefined) {
    const end = endOfRun(input, at + 2, base)
    return end === at + 2 ? takeWord(scan, 'n', at, end) : take(scan, '1', at, end)
  }
  let end = endOfDigits(input, at)
  if (input[end] === '.') {
    end = endOfDigits(input, end + 1)
    if (end === at + 1) return take(scan, '.', at, end)
  }
  const exponent = endOfExponent(input, end)
  const isNumber = exponent === end || isDigit(input.charCodeAt(exponent - 1))
  end = exponent + (hasFloatSuffix(input, exponent) ? 1 : 0)
  if (isNumber) return take(scan, '1', at, end)
  if (scan.edition === '3.9.2') return takeWord(scan, 'n', at, end)
  scan.at = end
  return undefined
}

/** An amount of money, `$1,000.00`, at a dollar sign, or nothing. */
export const amount = (scan: Scan): Token | undefined => {
  const end = endOfRun(scan.input, scan.at + 1, AMOUNT_BYTES)
  return end === scan.at + 1 ? undefined : take(scan, '1', scan.at, end)
}

const AMOUNT_BYTES = byteTable('\x000123456789.,')

const baseDigits = (input: ByteString, at: number): Uint8Array | undefined => {
  if (input[at] !== '0') return undefined
  const letter = input[at + 1]
  if (letter === 'x' || letter === 'X') return HEX_DIGITS
  return letter === 'b' || letter === 'B' ? BITS : undefined
}

const endOfDigits = (input: ByteString, from: number): number => {
  let at = from
  while (isDigit(input.charCodeAt(at))) at++
  return at
}

const endOfExponent = (input: ByteString, at: number): number => {
  if (input[at] !== 'e' && input[at] !== 'E') return at
  const signed = input[at + 1] === '+' || input[at + 1] === '-'
  return endOfDigits(input, at + (signed ? 2 : 1))
}

/** Oracle's D or F after a number: only at the end, or before white space, `;`, or the U of a UNION that sticks to it. */
const hasFloatSuffix = (input: ByteString, at: number): boolean => {
  const letter = input[at]
  if (letter === undefined || !'dDfF'.includes(letter)) return false
  const next = input[at + 1]
  return next === undefined || ' \t\n\v\f\r\xa0\0;uU'.includes(next)
}
