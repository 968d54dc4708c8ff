import { expect, test } from 'vitest'
import { utf8WholeCharacters } from './utf8-whole-characters.ts'

// Seen on mod_security2 2.9.13 (Debian forky).
test.each([
  ['a=\xc1=b', 'a=\xc1=b', 'a lead byte without its sequence stays'],
  ['/\xc0\xaf', '/\xc0\xaf', 'an overlong form stays'],
  ['\xc3\xa9\xe2\x82\xac', '%u00e9%u20ac', 'characters become their codes'],
  ['\xf0\x9f\x98\x801', '%u1f601', 'of a long code the first four digits are left'],
  ['\xed\xa0\x80', '\xed\xa0\x80', 'a surrogate stays'],
  ['i\0d', 'i', 'a NUL ends the value'],
  ['i\0\xe9d', 'i%u00e9d', 'a NUL leads the byte behind it, if that is above 7F'],
])('utf8toUnicode of %j is %j from 2.9.9 on: %s', (value, converted) => {
  expect(utf8WholeCharacters(value)).toBe(converted)
})
