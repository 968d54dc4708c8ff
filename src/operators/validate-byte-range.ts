import { atoi, type ByteString, hexPair } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Operator } from '../transaction/parts.ts'

/** The value holds a byte outside the list of decimal numbers and ranges; an empty list allows none. */
export const validateByteRange: Operator = argument => {
  const list = argument.text
  const spans = list
    .split(',')
    .filter(item => item !== '')
    .map(span)
  const outside = `[^${spans.map(([first, last]) => `\\x${hexPair(first)}-\\x${hexPair(last)}`).join('')}]`
  const one = new RegExp(outside)
  return value => {
    if (!one.test(value)) return undefined
    const count = () => value.match(new RegExp(outside, 'g'))?.length ?? 0
    return { reason: name => `Found ${count()} byte(s) in ${name} outside range: ${list}.` }
  }
}

/** Words of mod_security2, re_operators.c `msre_op_validateByteRange_init`. */
const span = (item: ByteString): readonly [number, number] => {
  const dash = item.indexOf('-')
  const first = atoi(item)
  if (dash === -1) return isByte(first) ? [first, first] : refuse(`Invalid range value: ${first}`)
  const last = atoi(item.slice(dash + 1))
  if (!isByte(first)) refuse(`Invalid range start value: ${first}`)
  if (!isByte(last)) refuse(`Invalid range end value: ${last}`)
  if (first > last) refuse(`Invalid range: ${first}-${last}`)
  return [first, last]
}

const isByte = (number: number): boolean => number >= 0 && number <= 255

const refuse = (words: string): never => {
  throw new PartError('BAD_BYTE_RANGE', `validateByteRange wants numbers and ranges of 0 to 255: ${words}`, words)
}
