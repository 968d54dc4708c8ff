import { expect, test } from 'vitest'
import { chainSteps, transformationTree } from './transformation-chain.ts'

const same = (value: string): string => value

test('chains with a common beginning share its nodes, whatever the case of the names', () => {
  const { root, then } = transformationTree()
  const one = then(then(root, 'urlDecode', same), 'lowercase', same)
  const other = then(then(root, 'URLDECODE', same), 'trim', same)
  expect(other.parent).toBe(one.parent)
  expect(chainSteps(one).map(({ name }) => name)).toEqual(['urlDecode', 'lowercase'])
})

// Seen on 2.9.13: t:removeNulls,t:cmdLine of "before\0after\0bc" is "beforeafterbcbc".
test.each([
  ['removeNulls', 'cmdLine', true],
  ['compressWhitespace', 'cmdLine', true],
  ['urlDecode', 'cmdLine', false],
  ['removeNulls', 'lowercase', false],
])('after %s, %s reads on over the end: %s', (first, second, readsOn) => {
  const { root, then } = transformationTree()
  expect(then(then(root, first, same), second, same).readsOn).toBe(readsOn)
})
