import { describe, expect, test } from 'vitest'
import {
  atoi,
  equalsIgnoringCase,
  fromOctets,
  fromText,
  hexDigit,
  hexPair,
  isDigit,
  isSpace,
  lowerCase,
  toOctets,
  toText,
  trim,
  trimEnd,
  trimStart,
  upperCase,
} from './bytes.ts'

const EVERY_OCTET = Uint8Array.from({ length: 256 }, (_, octet) => octet)

test('octets come back from a byte string as they were', () => {
  const value = fromOctets(EVERY_OCTET)
  expect(value.length).toBe(256)
  expect(value.charCodeAt(0xff)).toBe(0xff)
  expect([...toOctets(value)]).toEqual([...EVERY_OCTET])
})

test('a view of a larger buffer gives its own octets only', () => {
  expect(fromOctets(EVERY_OCTET.subarray(0x41, 0x44))).toBe('ABC')
})

test('text becomes its UTF-8 octets and back; bad sequences become U+FFFD', () => {
  expect(fromText('é')).toBe('\xc3\xa9')
  expect(toText('\xc3\xa9')).toBe('é')
  expect(toText('\xc3')).toBe('\uFFFD')
})

describe('case is folded in ASCII only', () => {
  test.each([
    ['aZ\xc9\xdf\xe9', 'az\xc9\xdf\xe9', 'AZ\xc9\xdf\xe9'],
    ['', '', ''],
    ['123', '123', '123'],
  ])('%j → %j, %j', (value, lower, upper) => {
    expect([lowerCase(value), upperCase(value)]).toEqual([lower, upper])
  })

  test.each([
    ['Ab', 'aB', true],
    ['\xc9', '\xe9', false],
    ['a', 'ab', false],
  ])('%j equals %j: %s', (one, other, equal) => {
    expect(equalsIgnoringCase(one, other)).toBe(equal)
  })
})

describe('white space is 09–0D and 20', () => {
  test('and no other octet', () => {
    const spaces = [...EVERY_OCTET].filter(isSpace)
    expect(spaces).toEqual([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])
  })

  test.each([
    ['\t\n\v\f\r a b \r', 'a b', 'a b \r', '\t\n\v\f\r a b'],
    ['\xa0a\xa0', '\xa0a\xa0', '\xa0a\xa0', '\xa0a\xa0'],
    ['  ', '', '', ''],
  ])('%j is trimmed to %j', (value, both, start, end) => {
    expect([trim(value), trimStart(value), trimEnd(value)]).toEqual([both, start, end])
  })
})

test('digits', () => {
  expect([...EVERY_OCTET].filter(isDigit)).toEqual([...'0123456789'].map(digit => digit.charCodeAt(0)))
  expect([...'09afAFgG/:@`'].map(character => hexDigit(character.charCodeAt(0)))).toEqual([
    0, 9, 10, 15, 10, 15, -1, -1, -1, -1, -1, -1,
  ])
  expect([0, 9, 16, 255].map(hexPair)).toEqual(['00', '09', '10', 'ff'])
})

test.each([
  ['12', 12],
  ['  -3x', -3],
  ['+7', 7],
  ['', 0],
  ['abc', 0],
  ['1.9', 1],
  ['0x10', 0],
  ['- 5', 0],
  ['2147483647', 2147483647],
  ['2147483648', -2147483648],
  ['99999999999999999999', -1],
  ['\xa05', 0],
])('atoi of %j is %d', (text, value) => {
  expect(atoi(text)).toBe(value)
})
