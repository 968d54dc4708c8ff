import { expect, test } from 'vitest'
import { duration, durationMs } from './duration.ts'

test.each([
  ['0', 0],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
])('%s are %i ms', (text, ms) => {
  expect(durationMs(duration(text))).toBe(ms)
})

test.each(['', '5', 's', '5 s', '-1s', '5d', '1s2'])('%j is no time', text => {
  expect(() => duration(text)).toThrow('wanted a time, e.g. 500ms, 3s or 1m30s')
})
