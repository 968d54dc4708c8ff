import { describe, expect, test } from 'vitest'
import { Source } from './source.ts'

const source = new Source('a.conf', 'one\r\ntwo\n\nfour')

describe('Source', () => {
  test.each([
    [0, 1, 1],
    [3, 1, 4],
    [5, 2, 1],
    [8, 2, 4],
    [9, 3, 1],
    [10, 4, 1],
    [14, 4, 5],
  ])('offset %d is line %d, column %d', (offset, line, column) => {
    expect(source.position(offset)).toEqual({ line, column })
  })

  test.each([
    [1, 'one'],
    [2, 'two'],
    [3, ''],
    [4, 'four'],
    [5, ''],
  ])('line %d is %j', (number, text) => {
    expect(source.line(number)).toBe(text)
  })

  test('an empty text has one empty line', () => {
    const empty = new Source('a.conf', '')
    expect([empty.position(0), empty.line(1)]).toEqual([{ line: 1, column: 1 }, ''])
  })
})
