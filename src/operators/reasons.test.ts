import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { type Standalone, standalone } from './standalone.ts'

const run = (name: string, argument: string, value: string, options?: Partial<Standalone>) => {
  const given = { dialect: DIALECTS.v2, ...options }
  const operator = given.dialect.operators.registry.find(name)
  if (operator === undefined) throw new Error(`no operator ${name}`)
  return standalone(operator, argument, given)(value)
}

const reasonOf = (found: ReturnType<typeof run>) =>
  found !== undefined && 'reason' in found ? found.reason('ARGS:v') : found

describe("mod_security2's phrase", () => {
  test.each([
    ['rx', 'a"b', 'xa"b', 'Pattern match "a\\"b" at ARGS:v.'],
    ['rx', '', '', 'Pattern match "" at ARGS:v.'],
    ['rx', `[${'x'.repeat(260)}]`, 'x', `Pattern match "[${'x'.repeat(251)} ..." at ARGS:v.`],
    ['pm', 'ABzz foo', 'xAbZZ', 'Matched phrase "ABzz" at ARGS:v.'],
    ['pm', '|41 42|', 'xab', 'Matched phrase "AB" at ARGS:v.'],
    ['within', 'GET POST', 'POST', 'String match within "GET POST" at ARGS:v.'],
    ['within', 'GET POST', 'T P', 'String match within "GET POST" at ARGS:v.'],
    ['within', 'GET', '', 'String match within "" at ARGS:v.'],
    ['contains', 'a"', 'xa"', 'String match "a\\"" at ARGS:v.'],
    ['contains', '', 'x', 'String match "" at ARGS:v.'],
    ['containsWord', 'ab', 'x-ab!', 'String match "ab" at ARGS:v.'],
    ['streq', 'ab', 'ab', 'String match "ab" at ARGS:v.'],
    ['beginsWith', 'ab', 'abc', 'String match "ab" at ARGS:v.'],
    ['endsWith', 'bc', 'abc', 'String match "bc" at ARGS:v.'],
    ['strmatch', 'a\\:b', 'xa:b', 'Pattern match "a\\\\:b" at ARGS:v.'],
    ['eq', '5', '5 apples', 'Operator EQ matched 5 at ARGS:v.'],
    ['ge', '5', '7', 'Operator GE matched 5 at ARGS:v.'],
    ['gt', 'x', '1', 'Operator GT matched 0 at ARGS:v.'],
    ['le', '99999999999', '-1', 'Operator LE matched 1215752191 at ARGS:v.'],
    ['lt', '0x10', '-1', 'Operator LT matched 0 at ARGS:v.'],
    ['validateByteRange', '32-126,10', 'a\x00b\xff', 'Found 2 byte(s) in ARGS:v outside range: 32-126,10.'],
    ['validateUrlEncoding', '', '%41%zz', 'Invalid URL Encoding: Non-hexadecimal digits used at ARGS:v.'],
    ['validateUrlEncoding', '', 'a%4', 'Invalid URL Encoding: Not enough characters at the end of input at ARGS:v.'],
    [
      'validateUtf8Encoding',
      '',
      'a\xc3',
      'Invalid UTF-8 encoding: not enough bytes in character at ARGS:v. [offset "1"]',
    ],
    [
      'validateUtf8Encoding',
      '',
      '\xff',
      'Invalid UTF-8 encoding: invalid byte value in character at ARGS:v. [offset "0"]',
    ],
    [
      'validateUtf8Encoding',
      '',
      '\xc0\xaf',
      'Invalid UTF-8 encoding: overlong character detected at ARGS:v. [offset "0"]',
    ],
    ['validateUtf8Encoding', '', '\xf5', 'Invalid UTF-8 encoding: use of restricted character at ARGS:v. [offset "0"]'],
    [
      'validateUtf8Encoding',
      '',
      '\xed\xa0\x80',
      'Invalid UTF-8 encoding: use of restricted character at ARGS:v. [offset "0"]',
    ],
    ['ipMatch', '10.0.0.0/8,::1', '10.2.3.4', 'IPmatch: "10.2.3.4" matched at ARGS:v.'],
    ['ipMatch', '10.0.0.0/8,2001:db8::/33', '2001:DB8::1', 'IPmatch: "2001:DB8::1" matched at ARGS:v.'],
    ['detectSQLi', '', "1' or 1=1--", "detected SQLi using libinjection with fingerprint 's&1c'"],
    ['detectXSS', '', '<script>', 'detected XSS using libinjection.'],
    ['unconditionalMatch', '', '', 'Unconditional match in SecAction.'],
    ['verifyCC', '\\d{13,16}', 'x 4111111111111111', 'CC# match "\\d{13,16}" at ARGS:v. [offset "2"]'],
    ['verifyCPF', '[0-9.-]+', '010.817.514-60', 'CPF# match "[0-9.-]+" at ARGS:v. [offset "0"]'],
    [
      'verifySSN',
      '\\d{3}-?\\d{2}-?\\d{4}',
      '574-57-8065',
      'SSN# match "\\d{3}-?\\d{2}-?\\d{4}" at ARGS:v. [offset "0"]',
    ],
  ])('of %s %s on %j is %s', (name, argument, value, reason) => {
    expect(reasonOf(run(name, argument, value))).toBe(reason)
  })

  test('shows what the macros of the argument came to', () => {
    expect(reasonOf(run('streq', '%{tx.a}', 'a"b', { expanded: 'a"b' }))).toBe('String match "a\\"b" at ARGS:v.')
  })
})

test.each([
  ['rx', 'a$', 'a\n', 'the end is the very end'],
  ['rx', '^b', 'a\nb', 'lines do not count'],
  ['rx', 'A', 'a', 'case counts'],
  ['contains', 'ab', 'a', 'too short'],
  ['containsWord', 'ab', 'ab_ xab', 'no boundary'],
  ['within', 'GET', 'GETX', 'longer than the argument'],
  ['strmatch', 'ab', 'AB', 'case counts'],
  ['noMatch', '', 'x', 'never'],
  ['rbl', 'dnsbl.example.org', '1.2.3.4', 'no name is looked up'],
  ['pm', 'foo', '', 'empty value'],
  ['ipMatch', '10.0.0.0/8', '11.0.0.1', 'another network'],
  ['validateByteRange', '0-255', '\x00\xff', 'all bytes allowed'],
])('%s %s does not match %j: %s', (name, argument, value) => {
  expect(run(name, argument, value)).toBeUndefined()
})

describe('what cannot be tested is said in the words of mod_security2', () => {
  test.each([
    ['ipMatch', '10.0.0.1', 'notip', ['IPmatch: bad IPv4 specification "notip".'], undefined],
    ['ipMatch', '10.0.0.1', '1::2::3', ['IPmatch: bad IPv6 specification "1::2::3".'], undefined],
    ['ipMatch', '10.0.0.1', '10.0.0.01', ['IPmatch: bad IPv4 specification "10.0.0.01".'], undefined],
    [
      'geoLookup',
      '',
      '1.2.3.4',
      ['Geo lookup for "1.2.3.4" attempted without a database.  Set SecGeoLookupDB.'],
      'no match' as const,
    ],
  ])('%s %s on %j', (name, argument, value, failure, counts) => {
    expect(run(name, argument, value)).toEqual({ failure, ...(counts && { counts }) })
  })

  test('a bad value is no line of ipMatchFromFile', () => {
    expect(run('ipMatchFromFile', 'ips', 'x', { files: { ips: '10.0.0.1\n' } })).toEqual({ failure: [] })
  })
})

describe('captures', () => {
  const captures = (...parameters: Parameters<typeof run>) => {
    const found = run(...parameters)
    return found !== undefined && 'reason' in found ? found.captures : 'no match'
  }
  const groups = (count: number) => Array.from({ length: count }, (_, i) => `(${String.fromCharCode(97 + i)})`).join('')

  test.each([
    ['rx', '(a)(b)?(c)', 'ac', ['ac', 'a', '', 'c']],
    ['rx', '(a)(b)?', 'a', ['a', 'a']],
    ['pm', 'ABzz', 'xabzz', ['ABzz']],
    ['detectSQLi', '', "1' or 1=1--", ['s&1c']],
    ['detectXSS', '', '<script>\x00x', ['<script>\x00x']],
    ['verifyCC', '(4)(\\d{15})', '4111111111111111', ['4111111111111111', '4111111111111111', '4111111111111111']],
  ])('%s %s on %j stores %j', (name, argument, value, stored) => {
    expect(captures(name, argument, value)).toEqual(stored)
  })

  test('fourteen groups and the match are the most that mod_security2 stores', () => {
    expect(captures('rx', groups(14), 'abcdefghijklmn')?.length).toBe(15)
    expect(captures('rx', groups(15), 'abcdefghijklmno')).toBeUndefined()
  })

  test('libmodsecurity stores every group', () => {
    expect(captures('rx', groups(20), 'abcdefghijklmnopqrst', { dialect: DIALECTS.v3 })?.length).toBe(21)
  })

  test('detectSQLi leaves other numbers alone', () => {
    expect(run('detectSQLi', '', "1' or 1=1--")).toMatchObject({ keepsOtherCaptures: true })
  })
})

describe('macros in a pattern', () => {
  const options = { expanded: '^(?:a.c)$' }

  test('are compiled with everything escaped in mod_security2 up to 2.9.7', () => {
    const escaped = { ...options, dialect: DIALECTS['v2.9.7'] }
    expect(run('rx', '^(?:%{tx.a})$', 'a.c', escaped)).toBeUndefined()
    expect(reasonOf(run('rx', '^(?:%{tx.a})$', '(?:a.c)', escaped))).toBe(
      'Pattern match "^\\\\(\\\\?\\\\:a\\\\.c\\\\)$" at ARGS:v.',
    )
  })

  test('are compiled as they are in libmodsecurity', () => {
    expect(run('rx', '^(?:%{tx.a})$', 'abc', { ...options, dialect: DIALECTS.v3 })).toBeDefined()
  })

  test('match nothing when the result is no pattern', () => {
    expect(run('rx', '%{tx.a}', 'a', { expanded: 'a{,2}{' + '*', dialect: DIALECTS.v3 })).toBeUndefined()
  })
})

describe('in dialect v3', () => {
  test.each([
    ['rx', '^c', 'b\nc', true],
    ['rx', 'b$', 'b\nc', true],
    ['rxGlobal', 'a', 'xaxa', true],
    ['eq', '0', '99999999999', true],
    ['pm', '', 'a', false],
    ['strmatch', 'a\\:b', 'a\\:b', true],
    ['geoLookup', '', '1.2.3.4', false],
    ['ipMatch', '1.2.3.4/32', '1.2.3.4', true],
    ['ipMatch', '1.2.3.4', 'notip', false],
    ['verifySVNR', '([0-9]{4} ?[0-9]{6})', '1237010180', true],
    ['pmFromFile', 'list', 'x "ab"', true],
    ['pmFromFile', 'list', 'x ab', false],
    ['pmFromFile', 'list  other ', 'zz', true],
  ])('%s %s on %j: %s', (name, argument, value, matches) => {
    expect(
      run(name, argument, value, { dialect: DIALECTS.v3, files: { list: ' # no\n"ab"\n', other: 'zz\n' } }) !==
        undefined,
    ).toBe(matches)
  })

  test('detectSQLi does not say the fingerprint', () => {
    expect(reasonOf(run('detectSQLi', '', "1' or 1=1--", { dialect: DIALECTS.v3 }))).toBe(
      'detected SQLi using libinjection.',
    )
  })
})
