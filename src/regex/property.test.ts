import { expect, test } from 'vitest'
import { members } from './byte-set.ts'
import { parsePattern } from './parse.ts'

const OPTIONS = { dotAll: false, multiline: false, caseless: false, dollarEndOnly: false }

/** Octets that a pattern of one octet matches, as ranges of hexadecimal numbers. */
const octetsOf = (pattern: string): string => {
  const { root } = parsePattern(pattern, OPTIONS)
  const octet = root.kind === 'sequence' ? root.items.find(({ kind }) => kind === 'octet') : root
  if (octet?.kind !== 'octet') throw new Error(`${pattern} is more than an octet`)
  const ranges: [number, number][] = []
  for (const code of members(octet.set)) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === code - 1) last[1] = code
    else ranges.push([code, code])
  }
  return ranges.map(range => [...new Set(range)].map(code => code.toString(16)).join('-')).join(' ')
}

// Seen on mod_security2 2.9.13 with PCRE2 10.48.
test.each([
  ['\\p{L}', '41-5a 61-7a aa b5 ba c0-d6 d8-f6 f8-ff'],
  ['\\pN', '30-39 b2-b3 b9 bc-be'],
  ['\\p{Lu}', '41-5a c0-d6 d8-de'],
  ['(?i)\\p{Lu}', '41-5a 61-7a b5 c0-d6 d8-f6 f8-ff'],
  ['(?i)\\p{Uppercase}', '41-5a c0-d6 d8-de'],
  ['\\p{^ l_u}', '0-40 5b-bf d7 df-ff'],
  ['\\P{^Lu}', '41-5a c0-d6 d8-de'],
  ['\\p{Greek}', 'b7'],
  ['\\p{sc=Greek}', ''],
  ['\\p{Script Extensions : Latin}', '41-5a 61-7a aa b7 ba c0-d6 d8-f6 f8-ff'],
  ['\\p{sc=Latin}', '41-5a 61-7a aa ba c0-d6 d8-f6 f8-ff'],
  ['\\p{bc=EN}', '30-39 b2-b3 b9'],
  ['\\p{Xuc}', '24 40 60 a0-ff'],
  ['[\\p{Nd}_]', '30-39 5f'],
])('%s is the octets %s', (pattern, octets) => {
  expect(octetsOf(pattern)).toBe(octets)
})

test.each([
  ['\\p{Foo}', 7, 'unknown property after \\P or \\p'],
  ['\\p{gc=L}', 8, 'unknown property after \\P or \\p'],
  ['\\p{scx=}', 8, 'unknown property after \\P or \\p'],
  ['\\p1', 3, 'malformed \\P or \\p sequence'],
  ['\\p{L', 4, 'malformed \\P or \\p sequence'],
  ['[a-\\p{L}]', 8, 'invalid range in character class'],
])('%s is refused at offset %i: %s', (pattern, offset, reason) => {
  expect(() => octetsOf(pattern)).toThrow(`not valid at offset ${offset}, ${reason}`)
})
