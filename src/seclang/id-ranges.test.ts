import { expect, test } from 'vitest'
import { idRanges } from './id-ranges.ts'

test.each([
  ['1', [[1, 1]]],
  ['1-5', [[1, 5]]],
  [
    '1,3-4',
    [
      [1, 1],
      [3, 4],
    ],
  ],
  ['1 5', [[1, 1]]],
  ['abc', [[0, 0]]],
  ['-5', [[-5, 5]]],
  ['5-', [[5, 0]]],
  ['', []],
])('%j → %j', (text, expected) => {
  expect(idRanges(text)).toEqual(expected)
})
