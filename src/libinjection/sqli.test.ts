import { describe, expect, test } from 'vitest'
import { sqli } from './sqli.ts'

// Inputs and fingerprints from libinjection's tests (github.com/libinjection/libinjection at bfba51f, tests/test-sqli-*).
describe('published fingerprints', () => {
  test.each([
    ['1 = 1 OR 1', '1&1', 'a sum of numbers folds'],
    ["1 = '1' OR 1", '1os&1', 'a string does not fold with a number'],
    ['1 /* /* */ */ 2', 'X', 'nested comments are evil'],
    ['1 /*!anything*/', 'X', 'a conditional comment of MySQL is evil'],
    ['1 = "1" /* \'blah\' */  OR 1', '1os&1', 'comments between tokens do not count'],
    ['foo/* yes this is sqli */', 'nc', 'a word with a block comment after it'],
    ['1/* yes this is sqli */', '1c', 'a number with a block comment after it'],
    ['1--', '1c', 'a number with a line comment after it'],
    ['1*1--', '1c', 'more was folded away'],
    ['1--sp_password', '1c', 'sp_password in the input'],
    ['1--0000000000111111111122222222223333333333 sp_password', '1c', 'sp_password past what a token keeps'],
    ["x'--sp_password", 'sc', 'sp_password after a quote'],
    ["foo' OR 'BAR", 's&s', 'both ends are open with the same quote'],
    ['1" UNION ALL SELECT * FROM FOO', 'sUEok', 'inside of double quotes'],
    ['--1 UNION ALL SELECT * FROM FOO', '1UEok', 'in MySQL -- and a digit are two signs'],
    ["1' == --1 OR 1", 'so1&1', 'the same inside of single quotes'],
    ['1" UNION ALL SELECT --1 FROM FOO', 'sUE1k', 'the same inside of double quotes'],
    ['foo" and 1=1 `', 's&1c', 'a lone backtick at the end is a comment'],
    ['1 and @version < 1', '1&v', 'a comparison was folded away'],
    ['1 and "a" < "b"', '1&sos', 'two strings with an operator'],
    ['1 /* junk */ UNION', '1U', 'a comment before a UNION'],
    ['1),(1)) UNION SELECT 1;', '1)UE1', 'a list of parentheses folds'],
    ['foo - (bar) UNION SELECT 1', 'nUE1', 'a sum of words folds'],
    ['foo - (1) UNION SELECT 1', 'nUE1', 'a sum of a word and a number folds'],
    ['1, -sin(1)) UNION SELECT 1', '1,f(1', 'a sign before a function is dropped'],
    ['{``.``.id} UNION SELECT table_name from information_schemas LIMIT 1', 'X', 'empty names in braces are evil'],
  ])('%j is %j: %s', (value, fingerprint) => {
    expect(sqli(value)).toEqual({ fingerprint })
  })

  test.each([
    ['', 'empty'],
    ['foo \'bar\' "zap"', 'a word and strings'],
    ["foo 'bar'", 'a word and a string'],
    ['1# blah blah', 'a hash after a number'],
    ['foo--', 'dashes after a word'],
    ["foo'--'bar'", 'dashes between strings'],
    ['--blah', 'nothing but a comment'],
    ['"foo" OR "BAR"', 'whole strings'],
    ['foo" OR "BAR"', 'the last string is whole'],
    ['"foo" OR "BAR', 'the first string is whole'],
    ['foo\' OR "BAR', 'the quotes differ'],
    ["foo' + 1", 'a sum with the rest of a string'],
    ['1" INCH', 'inches'],
    ["1' INCH", 'feet'],
    ['1 and @version', 'three tokens and no more'],
    ['1 and "a"', 'three tokens with a string'],
    ["1 TOP 'foo'", 'a keyword that is not INTO'],
    ["1 ANALYZE 'foo'", 'a longer keyword that is not INTO'],
    ['1 UNION', 'a number and UNION alone'],
  ])('%j is none: %s', value => {
    expect(sqli(value)).toBeUndefined()
  })
})

// Verdicts of libmodsecurity 3.0.9's own libinjection.
describe('observed fingerprints', () => {
  test.each([
    ["' or 1=1 -- ", 's&1c'],
    ["1' and sleep(5)#", 's&f(1'],
    ["1;if\xa01=1 exec xp_cmdshell 'x'", '1;T1T'],
    ["admin'/*", 'sc'],
    ["-1' union select 1,2 #", 'sUE1o'],
    ["1' AND 1=CONVERT(int,@@version)--", 's&1of'],
    ['1 UNION/**/SELECT\0password FROM users', '1UEnk'],
    ["x' in boolean mode) union select 1", 'sk)UE'],
    ['1 or/*', ''],
    ['1 or 1:', ''],
    ['select $tag$a$tag$, $1 from x', 'Eskn'],
    ['1 \xdf.a union select 1', '1nUE1'],
    ['1 and\x80', ''],
  ])('%j is %j', (value, fingerprint) => {
    expect(sqli(value)?.fingerprint ?? '').toBe(fingerprint)
  })
})
