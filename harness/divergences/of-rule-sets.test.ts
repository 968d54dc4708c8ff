import { expect, test } from 'vitest'
import { isBehindAValue } from './of-rule-sets.ts'

const geo = (value: string): string => `Geo lookup for "${value}" attempted without a database.  Set SecGeoLookupDB.`
const ip = (value: string): string => `IPmatch: bad IPv4 specification "${value}".`

test.each([
  [geo('a'), geo('a9\\x05'), true],
  [ip('0'), ip('0\\9"'), true],
  [geo('a'), geo('b'), false],
  [geo('a'), ip('a9'), false],
  ['JSON parsing error: a', 'JSON parsing error: ab', false],
])('%j → %j is memory behind a value: %s', (one, other, is) => {
  const differences = [
    { field: 'message', one, other: undefined },
    { field: 'message', one: undefined, other },
  ] as const
  expect(isBehindAValue(differences)).toBe(is)
  expect(isBehindAValue([...differences, { field: 'status', one: '200', other: '403' }])).toBe(false)
})
