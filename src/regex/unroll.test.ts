import { expect, test } from 'vitest'
import { emit } from './emit.ts'
import { parsePattern } from './parse.ts'
import { unrolled } from './unroll.ts'
import { boundBacktracking, isLinear } from './v8-bounds.ts'

const OPTIONS = { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true }

test.each([
  ['(a|a)+$', '(a|a)+$', 'what is small stays'],
  ['a{16}b{0,16}', 'a{16}b{0,16}', 'sixteen is the most'],
  ['a{20}', 'a{16}a{4}', 'a count is split'],
  ['a{17,}', 'a{16}aa*', 'one without end too'],
  ['a{0,20}', 'a{16}a{0,4}|a{0,15}', 'more or fewer of an octet'],
  ['a{0,20}?', 'a{0,15}?|a{16}a{0,4}?', 'fewer first'],
  ['(?:ab){2,18}', '(?:ab){2}(?:ab){0,16}', 'a group'],
  ['(?:ab){0,18}', '(?:ab(?:ab(?:ab){0,16})?)?', 'a group, one in the other'],
  ['(?:a{4}){5}', '(?:a{4}){4}a{4}', 'what is nested counts together'],
  ['\\s*+;', '[\\x09-\\x0d ]*;', 'an atomic run that gives nothing back'],
])('V8 takes %s as %s: %s', (pattern, source) => {
  const { root, groupCount } = parsePattern(pattern, OPTIONS)
  const tree = unrolled(root)
  const shown = tree === undefined ? undefined : emit(tree, groupCount, 'any').source
  expect(shown).toBe(source)
  boundBacktracking()
  expect(isLinear(shown ?? '', 's')).toBe(true)
})

test.each([
  ['(?=a)b', 'a lookahead'],
  ['(?<!a)b', 'a lookbehind'],
  ['(a)\\1', 'a back reference'],
  ['(?>a|ab)c', 'an atomic group'],
  ['a*+ab', 'an atomic run that could give back'],
  ['(?:a?){1,20}', 'a counted group that may be empty'],
  ['(?:a{255}){255}', 'too many copies'],
])('V8 takes %s in no form: %s', pattern => {
  expect(unrolled(parsePattern(pattern, OPTIONS).root)).toBeUndefined()
})
