import { expect, test } from 'vitest'
import { multimapOrder } from './multimap-order.ts'

const ordered = (keys: readonly string[]): string =>
  multimapOrder(keys.map((key, index) => ({ key, value: String(index) })))
    .map(({ key, value }) => `${key}${value}`)
    .join(' ')

// Orders in which ModSecurity 3.0.16 on nginx handed arguments to a script.
test.each([
  [['id', 'file', 'id'], 'id0 id2 file1', 'values of one name are side by side, the oldest first'],
  [['a', 'b', 'c'], 'a0 b1 c2', 'names that share no bucket keep their order'],
  [
    ['f', 'na"me', 'na\\me', 'na&me=', 'na\nme', 'na\xc3\xa9me', 'na\xe9me', 'na+me'],
    'f0 na\\me2 na"me1 na\xc3\xa9me5 na&me=3 na\nme4 na+me7 na\xe9me6',
    'names that share a bucket do not, bytes above 0x7F counted as they are',
  ],
])('%j come as %s: %s', (keys, expected) => {
  expect(ordered(keys)).toBe(expected)
})

test('a table that has grown keeps every entry, and equal names together', () => {
  const keys = Array.from({ length: 200 }, (_, index) => `n${index % 50}`)
  const all = multimapOrder(keys.map((key, index) => ({ key, value: String(index) })))
  expect(all).toHaveLength(200)
  const runs = all.filter(({ key }, index) => all[index - 1]?.key !== key)
  expect(runs).toHaveLength(50)
  expect(all.filter(({ key }) => key === 'n7').map(({ value }) => value)).toEqual(['7', '57', '107', '157'])
})
