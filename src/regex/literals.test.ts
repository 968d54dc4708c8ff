import { expect, test } from 'vitest'
import { compileRegex } from './translate.ts'

const RX = { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true }

// That every match contains one of them is shown on all of CRS by the comparison with PCRE2.
test.each([
  ['union\\s+select', ['select']],
  ['(?i)UNION\\s+sel', ['union']],
  ['(?:cat|dog)s', ['cats', 'dogs']],
  ['a?bc', ['abc', 'bc']],
  ['(?:foo)+', ['foo']],
  ['x(?:foo){2}', ['xfoofoo']],
  ['foo(?=bar)', ['foo']],
  ['[0-9]+', undefined],
  ['a*', undefined],
  ['foo|', undefined],
  ['(a)?\\1b', ['b']],
  ['', undefined],
  ['\xc9', ['\xc9']],
])('every match of %j contains one of %j', (pattern, literals) => {
  expect(compileRegex(pattern, RX).literals).toEqual(literals)
})
