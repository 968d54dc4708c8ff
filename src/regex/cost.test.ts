import { expect, test } from 'vitest'
import { safeLength } from './cost.ts'
import { parsePattern } from './parse.ts'

const OPTIONS = { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true }

test.each([
  ['abc', 131_072, 'a text: so many steps at each place'],
  ['^abc', 524_288, 'at one place'],
  ['a+b', 256, 'a run that ends where the rest begins'],
  ['a+a', 256, 'one that may end anywhere'],
  ['^(?!.*x)a', 131_072, 'a lookahead goes through the value once'],
  ['(?=.*a)(?=.*b)', 256, 'at each place'],
  ['.*x.*y', 32, 'two runs'],
  ['(?:[^,]+,)*z', 32, 'a loop that goes on in one way'],
  ['(?:a+,?)*z', 2, 'a loop that can go on in several'],
  ['(a|a)+$', 8, 'alternatives that begin alike'],
  ['(?:a|b)+$', 256, 'or apart'],
  ['(?:((a|b)|a)*){2}$', 1, 'loops of loops'],
])('a search for %s ends in a million steps up to %i octets: %s', (pattern, octets) => {
  expect(safeLength(parsePattern(pattern, OPTIONS).root, 1_000_000)).toBe(octets)
})
