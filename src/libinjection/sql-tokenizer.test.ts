import { expect, test } from 'vitest'
import { newScan, type Scan } from './sql-token.ts'
import { nextToken } from './sql-tokenizer.ts'

const read = (input: string, comments: Scan['comments'], quote: Scan['quote'] = ''): string => {
  const scan = newScan(input, quote, comments)
  const tokens: string[] = []
  for (let token = nextToken(scan); token !== undefined; token = nextToken(scan)) {
    const text = token.type === 's' ? token.opened + token.text + token.closed : token.text
    tokens.push(text === token.type ? text : `${token.type} ${text}`)
  }
  return tokens.join(' | ')
}

// From libinjection's tests (github.com/libinjection/libinjection at bfba51f, tests/test-tokens-*), words in upper case.
test.each([
  ['SELECT 1 IS NOT 2;', 'E SELECT | 1 | o IS | o NOT | 1 2 | ;'],
  ['SELECT`foobar`', 'E SELECT | n FOOBAR'],
  ['SELECT.1', 'E SELECT | 1 .1'],
  ['FOO.1', 'n FOO.1'],
  ['FOO``BAR', 'n FOO``BAR'],
  ['CURRENT_USER``BAR', 'v CURRENT_USER | n  | n BAR'],
  ['SELECT `version`();', 'E SELECT | f VERSION | ( | ) | ;'],
  ['SELECT [foo] FROM [bar', 'E SELECT | n [FOO] | k FROM | n [BAR'],
  ['SELECT \\N \\X ]', 'E SELECT | 1 \\N | \\ | n X | ? ]'],
  ["SELECT _latin1'foo", "E SELECT | t _LATIN1 | s 'foo"],
  ['SELECT 1 || 2 <=> 3 := 4 : 5', 'E SELECT | 1 | & || | 1 2 | o <=> | 1 3 | o := | 1 4 | : | 1 5'],
  ['SELECT 1 */* FOO */ 2;', 'E SELECT | 1 | o * | c /* FOO */ | 1 2 | ;'],
  ['SELECT /* FOO /*/ BAR */', 'E SELECT | X /* FOO /*/ | n BAR | o * | o /'],
  ['SELECT 1 /*!00,2', 'E SELECT | 1 | X /*!00,2'],
  ['SELECT 1 -- ABCD\n;', 'E SELECT | 1 | c -- ABCD | ;'],
  ['SELECT 0b01 0B 0xFF 0X', 'E SELECT | 1 0b01 | n 0B | 1 0xFF | n 0X'],
  ['SELECT 1E;', 'E SELECT | n 1E | ;'],
  ['SELECT .123e-1 10.10e . 1.', 'E SELECT | 1 .123e-1 | n 10.10E | . | 1 1.'],
  ['SELECT 1FROM foo', 'E SELECT | 1 | k FROM | n FOO'],
  ['SELECT 1Funion 1f; 1d', 'E SELECT | 1 1F | U UNION | 1 1f | ; | 1 1d'],
  ['SELECT $1,000.00 $ $.foo $APPLE', 'E SELECT | 1 $1,000.00 | n $ | n $.FOO | n $ | n APPLE'],
  ["SELECT x'1234' b'' x'", "E SELECT | 1 x'1234' | 1 b'' | n X | s '"],
  ["select '1\\\\''2';", "E SELECT | s '1\\\\''2' | ;"],
  ["select 1,'\\\\\\'',2;", "E SELECT | 1 | , | s '\\\\\\'' | , | 1 2 | ;"],
  ['$foo$ 1 $bar$ 2 $foo$ other', 's $ 1 $bar$ 2 $ | n OTHER'],
  ['$$FOO$$more', 's $FOO$ | n MORE'],
  [';$s$s$$', '; | s $s$$'],
  ["U&'foo'bar", 's ufoou | n BAR'],
  ['U&"', 'n U | o & | s "'],
  ["q'!foo!bar!'more", 's qfoo!barq | n MORE'],
  ["nq'[ foo ]'more", 's q foo q | n MORE'],
  ["select E'123' n'", "E SELECT | s '123' | n N | s '"],
  ['SELECT @@`version` @a"foo" @', 'E SELECT | v VERSION | v A | s "foo" | v '],
  ['1\xa0UNION\xa0SELECT\xa02--', '1 | U UNION | E SELECT | 1 2 | c --'],
  ['SELECT AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBB;', 'E SELECT | n AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | ;'],
])('%j is %j', (input, tokens) => {
  expect(read(input, 'ansi')).toBe(tokens)
})

// As libinjection 3.9.2 built from its sources reads them.
const READINGS: readonly (readonly [string, Scan['comments'], Scan['quote'], string, string])[] = [
  ['1 #a\n2', 'ansi', '', '1 | o # | n A | 1 2', 'elsewhere a hash is an operator'],
  ['1 #a\n2', 'mysql', '', '1 | c #a | 1 2', 'in MySQL a hash starts a comment'],
  ['1 --a\n2', 'ansi', '', '1 | c --a | 1 2', 'elsewhere two dashes always start a comment'],
  ['1 --a\n2', 'mysql', '', '1 | o - | o - | n A | 1 2', 'in MySQL two dashes need white space behind them'],
  ["a'' b' c", 'ansi', "'", "s a'' b' | n C", 'the input starts inside of a string'],
  [':', 'ansi', '', 'o :', 'a colon at the very end is an operator'],
  ["b'0\x001'", 'ansi', '', "1 b'0\x001'", 'NUL passes for a digit'],
]

test.each(READINGS)('%j in %s after %j is %j: %s', (input, comments, quote, tokens, _reason) => {
  expect(read(input, comments, quote)).toBe(tokens)
})
