import { expect, test } from 'vitest'
import { checkedPhrases, linesInNotation, phrasesInPlace, plainLines } from './phrase-list.ts'

test.each([
  ['ab "c d" e', ['ab', '"c', 'd"', 'e'], 'quotes count around the whole only'],
  ['"ab foo"', ['ab', 'foo'], 'quotes around the whole go, white space still separates'],
  ['|41 42| x\\:y', ['AB', 'x:y'], 'hex and the four escapes'],
  ['a\\qb ab', ['a\\qb', 'ab'], 'another escape leaves the text as it is'],
  ['a|20|b', ['a', 'b'], 'a decoded space separates'],
  ['a|00|b foo', ['a'], 'a decoded NUL ends the list'],
  ['a|b c', ['a\xbc'], 'a blank in a hex run is overlooked'],
  ['a||b', ['ab|b'], 'where nothing is decoded the old end stays behind'],
  ['""', ['""'], 'empty quotes stay'],
])('pm %j looks for %j: %s', (argument, phrases) => {
  expect(phrasesInPlace(argument)).toEqual(phrases)
})

test.each([
  ['a|b c', ['a|b'], 'c'],
  ['|41 42|', ['|41'], '42|'],
])('pm %j of libmodsecurity takes the raw text when a hex run holds anything else', (argument, [first], second) => {
  expect(checkedPhrases(argument)).toEqual([first, second])
})

test.each([
  ['in the notation', linesInNotation, ['foo', 'ab c', '"bcd"', 'ABzz', 'x:y', 'q\\q', 'last']],
  ['as it is', plainLines, ['  foo  ', 'a', 'ab c', '"bcd"', '|41 42|zz', 'x\\:y', 'q\\q', '"last"']],
])('a phrase file %s', (_how, read, phrases) => {
  const text = '# comment\n  foo  \na\nab c\n"bcd"\n|41 42|zz\nx\\:y\n\n #no\nq\\q\n"last"'
  expect(read(text)).toEqual(phrases)
})
