import { describe, expect, test } from 'vitest'
import { Source } from '../source.ts'
import { logicalLines } from './lines.ts'
import { unescapedWords, verbatimWords } from './words.ts'

const read = (text: string, words: typeof unescapedWords) => {
  const [line] = logicalLines(new Source('a.conf', text))
  if (line === undefined) throw new Error('no line')
  return words(line)
}
const texts = (text: string, words = unescapedWords) => read(text, words).map(word => word.text)

describe('words as httpd splits them', () => {
  test.each([
    ['a  b', ['a', 'b']],
    ['"a b" c', ['a b', 'c']],
    [`'a b' "c"`, ['a b', 'c']],
    [String.raw`"a \"b\" c"`, ['a "b" c']],
    [String.raw`'a \'b\' c'`, [`a 'b' c`]],
    [String.raw`"a \'b"`, [String.raw`a \'b`]],
    [String.raw`"a\\b\.c"`, [String.raw`a\b\.c`]],
    [String.raw`a\.b\\c`, [String.raw`a\.b\c`]],
    [String.raw`a\ b`, ['a\\', 'b']],
    ['"open end', ['open end']],
    ['"a""b"', ['a', 'b']],
    ['a"b c"', ['a"b', 'c"']],
    ['"" b', ['', 'b']],
  ])('%s → %j', (text, expected) => {
    expect(texts(text)).toEqual(expected)
  })
})

describe("words as libmodsecurity's scanner has them", () => {
  test.each([
    [String.raw`"a \" b" c`, [String.raw`a \" b`, 'c']],
    ["'a b'", ["'a", "b'"]],
    [String.raw`"a\\b"`, [String.raw`a\\b`]],
  ])('%s → %j', (text, expected) => {
    expect(texts(text, verbatimWords)).toEqual(expected)
  })
})

describe('a word knows where its bytes stood', () => {
  test.each([
    [String.raw`SecRule "a \"b\" cde"`, 1, 'cde', 'cde'],
    [String.raw`SecRule "a\\b"`, 1, 'b', 'b'],
    ['SecRule \\\n  "x \\\n  yz"', 1, 'yz', 'yz'],
    [String.raw`SecRule "a\"b"`, 1, '"b', '"b'],
  ])('%j, word %d, %j → %j', (text, index, part, expected) => {
    const word = read(text, unescapedWords)[index]
    if (word === undefined) throw new Error('no such word')
    const start = word.text.indexOf(part)
    const span = word.span(start, start + part.length)
    expect(text.slice(span.start, span.end)).toBe(expected)
  })

  test('the span of a whole word is what stands between its quotes', () => {
    const text = 'SecRule "a b" c'
    const spans = read(text, unescapedWords).map(word => word.span())
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['SecRule', 'a b', 'c'])
  })
})
