import { expect, test } from 'vitest'
import { fold } from './sql-fold.ts'
import { newScan } from './sql-token.ts'

// From libinjection's tests (github.com/libinjection/libinjection at bfba51f, tests/test-folding-*), words in upper case.
test.each([
  ['SELECT "first" "second";', 'SELECT first ;', 'a second string is dropped'],
  ['- /* foo */ ( /* bar */ -SELECT 1 );', 'SELECT 1 ) ;', 'comments, signs and parentheses at the start are passed'],
  ['- /* foo */ ( /* bar */ -', '', 'nothing else is nothing'],
  ['123; /* junk */', '123 ; /* junk */', 'a comment at the end counts'],
  ['123 /* junk */;', '123 ;', 'a comment within does not'],
  ['1+(-(1))', '1 )', 'signs and parentheses in a sum'],
  ['1+(-1)', '1', 'five tokens that are a plain sum'],
  ['1 - (1 - 1) --', '1 --', 'a plain sum and its comment'],
  ["'foo' + zap + 'bar'", 'foo + bar', 'a word between two operators'],
  ['`foo`.`bar`', 'FOO', 'a column of a table'],
  ['UNION /* foo */ALL', 'UNION ALL', 'words of a phrase'],
  ['IF NOT EXISTS(1)', 'IF NOT EXISTS ( 1 )', 'a phrase of three words'],
  ['select user;', 'SELECT USER ;', 'a name'],
  ['1 USER(1)', '1 USER ( 1 )', 'USER with an argument'],
  ['1;if 1=1', '1 ; IF 1', 'a statement'],
  ['select - sin(1);', 'SELECT SIN ( 1 )', 'a sign before a function'],
  ["SELECT double precision '1';", 'SELECT 1 ;', 'a type of two words'],
  ["SELECT '1'::money, 2;", 'SELECT 1 ;', 'a cast and a list'],
  ['select 1 / (2,3,4);', 'SELECT 1 / ( 2', 'five tokens at most'],
  ['select 1,-1;', 'SELECT 1 ;', 'a sign in a list'],
  ['SELECT \\%0;', 'SELECT \\ ;', 'a backslash before a sum'],
  ['SELECT \\1;', 'SELECT 1 ;', 'a backslash before a number'],
  ['SELECT 1 COLLATE LATIN1_GERMAN2_CI;', 'SELECT 1 COLLATE LATIN1_GERMAN2_CI ;', 'a collation'],
  ['1))))))))))))))+1', '1 ) + 1', 'many parentheses'],
  ['select {foo 1};', 'SELECT 1 ;', 'braces'],
  ['IN YOUR FACE', 'IN YOUR FACE', 'IN without a parenthesis'],
  ['SELECT . `foo`', 'SELECT FOO', 'a full stop without a table'],
  ['1 - (binary binary (2))', '1 )', 'type names'],
])('%j folds to %j: %s', (input, folded) => {
  const tokens = fold(newScan(input, '', 'ansi'))
  expect(tokens.map(token => token.text).join(' ')).toBe(folded)
})

test.each([
  ['1;if 1=1', '1;T1'],
  ['select user();', 'Ef();'],
  ['1 USER(1)', '1n(1)'],
  ['select 1 not IN (2,3,4);', 'E1o(1'],
  ['SELECT NOT LIKE("foo","bar")', 'Ef(s)'],
  ['SELECT 1 COLLATE LATIN1_GERMAN2_CI;', 'E1At;'],
  ['SELECT 1 COLLATE papers;', 'E1An;'],
  ['1 group by -2', '1B1'],
])('%j has the types %j', (input, types) => {
  const tokens = fold(newScan(input, '', 'ansi'))
  expect(tokens.map(token => token.type).join('')).toBe(types)
})
