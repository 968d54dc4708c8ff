import { expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { PartError } from '../errors.ts'
import { type Standalone, standalone } from './standalone.ts'

const { registry } = DIALECTS.v2.operators

const refusal = (name: string, argument: string, options?: Partial<Standalone>): PartError => {
  try {
    const operator = registry.find(name)
    if (operator !== undefined) standalone(operator, argument, { dialect: DIALECTS.v2, ...options })
  } catch (error) {
    if (error instanceof PartError) return error
    throw error
  }
  throw new Error(`${name} ${argument} is accepted`)
}

test.each([
  ['ipMatch', '1.2.3', 'Could not add entry "1.2.3" from: 1.2.3.'],
  ['ipMatch', '1.1.1.1,1.2.3', 'Could not add entry "1.2.3" from: 1.1.1.1.'],
  ['ipMatch', '1.2.3.4, 5.6.7.8', 'Could not add entry " 5.6.7.8" from: 1.2.3.4.'],
  ['ipMatch', '1.2.3.4/32', 'Could not add entry "1.2.3.4/32" from: 1.2.3.4/32.'],
  ['ipMatch', '0.0.0.0/0', 'Could not add entry "0.0.0.0/0" from: 0.0.0.0/0.'],
  ['ipMatch', '::1/128', 'Could not add entry "::1/128" from: ::1/128.'],
  ['ipMatch', '10.0.0.0/255.0.0.0', 'Could not add entry "10.0.0.0/255.0.0.0" from: 10.0.0.0/255.0.0.0.'],
  ['ipMatchFromFile', '', "Missing parameter for operator 'ipmatchFromFile'."],
  ['ipMatchFromFile', 'nope.data', 'Could not open ipmatch file "/conf/nope.data": No such file or directory'],
  ['ipMatchFromFile', 'bad', 'Could not add entry "1.2.3" in line 2 of file /conf/bad to IP list'],
  ['pmFromFile', '', "Missing parameter for operator 'pmFromFile'."],
  ['pmFromFile', 'nope.data', 'Could not open phrase file "/conf/nope.data": No such file or directory'],
  [
    'pmFromFile',
    'http://example.org/a',
    'HTTPS address or file path are expected for operator pmFromFile "http://example.org/a"',
  ],
  ['pm', '', "Missing parameter for operator 'pm'."],
  ['strmatch', '', 'Content length is 0.'],
  ['strmatch', 'a\\q', 'Unsupported escape sequence.'],
  ['validateByteRange', '300', 'Invalid range value: 300'],
  ['validateByteRange', '300-301', 'Invalid range start value: 300'],
  ['validateByteRange', '-5', 'Invalid range start value: -5'],
  ['validateByteRange', '5-300', 'Invalid range end value: 300'],
  ['validateByteRange', '9-5', 'Invalid range: 9-5'],
])('mod_security2 refuses %s %s: %s', (name, argument, words) => {
  expect(refusal(name, argument, { files: { bad: '1.2.3.4\n1.2.3\n' } }).engineText).toBe(words)
})

test.each(['rx', 'verifyCC', 'verifyCPF', 'verifySSN'])('%s refuses a pattern that does not compile', name => {
  expect(refusal(name, 'a(b').code).toBe('BAD_REGEX')
})

test.each(['fuzzyHash', 'gsbLookup', 'rsub', 'validateHash', 'validateDTD', 'validateSchema'])(
  '%s is refused by name',
  name => {
    expect(refusal(name, 'x')).toMatchObject({ code: 'UNSUPPORTED_OPERATOR', engineText: undefined })
  },
)

test.each([
  ['pmf', 'pmFromFile'],
  ['ipmatchf', 'ipMatchFromFile'],
  ['IPMATCH', 'ipMatch'],
])('%s is %s', (alias, name) => {
  expect(registry.find(alias)).toBe(registry.find(name))
})

/** re_operators.c, `msre_engine_register_default_operators`, less inspectFile, which needs the Lua host. */
const V2_NAMES = `unconditionalMatch noMatch ipmatch ipmatchFromFile ipmatchf rsub validateHash pm pmFromFile pmf within
  contains containsWord detectSQLi detectXSS streq beginsWith endsWith strmatch validateDTD validateSchema verifyCC
  verifyCPF verifySSN geoLookup gsbLookup rbl validateByteRange validateUrlEncoding validateUtf8Encoding eq gt lt ge le
  rx fuzzyHash`.split(/\s+/)

test('mod_security2 has these and no others', () => {
  const names = (list: readonly string[]) => list.map(name => name.toLowerCase()).sort()
  expect(names(registry.names)).toEqual(names(V2_NAMES))
})
