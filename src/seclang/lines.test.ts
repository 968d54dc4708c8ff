import { describe, expect, test } from 'vitest'
import { Source } from '../source.ts'
import { lineSpan, logicalLines } from './lines.ts'

const lines = (text: string) => [...logicalLines(new Source('a.conf', text))]
const shown = (text: string) => lines(text).map(line => [line.text, line.firstLine, line.lastLine])

describe('logical lines', () => {
  test.each([
    [
      'a b\nc',
      [
        ['a b', 1, 1],
        ['c', 2, 2],
      ],
      'a line each',
    ],
    [
      '  a  \n\t\n\nb',
      [
        ['a', 1, 1],
        ['b', 4, 4],
      ],
      'blanks around and empty lines are dropped',
    ],
    [
      'a \\\n  b \\\nc\nd',
      [
        ['a   b c', 1, 3],
        ['d', 4, 4],
      ],
      'a backslash at the end joins, blanks between are kept',
    ],
    [
      'a \\\r\nb\r\nc\r',
      [
        ['a b', 1, 2],
        ['c', 3, 3],
      ],
      'a carriage return belongs to the line end',
    ],
    ['# a\n  # b\nc # d', [['c # d', 3, 3]], 'a comment is a whole line'],
    ['# a \\\nb\nc', [['c', 3, 3]], 'a comment that goes on swallows the next line'],
    ['a\\', [['a', 1, 1]], 'a backslash at the end of the file joins nothing'],
    [
      'a\\ \nb',
      [
        ['a\\', 1, 1],
        ['b', 2, 2],
      ],
      'a blank behind the backslash keeps it',
    ],
    ['\xa0a', [['\xa0a', 1, 1]], 'byte A0 is no blank'],
    ['', [], 'nothing'],
  ])('%j → %j: %s', (text, expected) => {
    expect(shown(text)).toEqual(expected)
  })
})

describe('the span of a stretch of a line', () => {
  test.each([
    ['  ab \\\n  cd', 'ab'],
    ['  ab \\\n  cd', 'cd'],
    ['x\nabc def', 'def'],
  ])('of %j finds %j', (text, part) => {
    const source = new Source('a.conf', text)
    const line = [...logicalLines(source)].find(candidate => candidate.text.includes(part))
    if (line === undefined) throw new Error('no such line')
    const start = line.text.indexOf(part)
    const span = lineSpan(line, start, start + part.length)
    expect(text.slice(span.start, span.end)).toBe(part)
  })

  test('of nothing is empty', () => {
    const [line] = lines('abc')
    if (line === undefined) throw new Error('no line')
    const { start, end } = lineSpan(line, 1, 1)
    expect([start, end]).toEqual([1, 1])
  })
})
