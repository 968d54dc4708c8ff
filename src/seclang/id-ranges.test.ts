import { expect, test } from 'vitest'
import { checkedIdRanges, idRanges } from './id-ranges.ts'

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

test.each(['abc', '1-5,x', '-5', ''])('libmodsecurity takes no %j for ids', text => {
  expect(() => checkedIdRanges(text)).toThrow(`"${text}" is not a rule id or a range of ids`)
})

test('libmodsecurity takes numbers and ranges', () => {
  expect(checkedIdRanges('1,3-4')).toEqual(idRanges('1,3-4'))
})
