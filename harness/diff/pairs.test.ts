import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { formsOf, pairsOf } from './pairs.ts'

test.each([
  ['emulator,apache', ['emulator apache like']],
  ['emulator,nginx', ['emulator-v3 nginx like']],
  ['nginx,emulator', ['nginx emulator-v3 like']],
  ['emulator,apache,libmodsecurity', ['emulator apache like', 'emulator-v3 libmodsecurity like']],
  ['emulator,emulator-v3', ['emulator emulator-v3 unlike']],
  ['apache,nginx', ['apache nginx unlike']],
  ['emulator,remote', ['emulator remote like']],
])('%s compares %j', (backends, expected) => {
  expect(pairsOf(backends.split(',')).map(pair => `${pair.one} ${pair.other} ${formsOf(pair)}`)).toEqual(expected)
})

test.each([[['emulator']], [['apache', 'apache']], [[]]])('%j is too few to compare', backends => {
  expect(() => pairsOf(backends)).toThrow(InputError)
})
