import { expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import type { Transformation } from '../values.ts'
import { transformationTree } from './transformation-chain.ts'

const same: Transformation = { apply: value => value }
const { registry } = DIALECTS.v2.transformations

test('chains with a common beginning share its nodes, whatever the case of the names', () => {
  const { root, then } = transformationTree()
  const one = then(then(root, 'urlDecode', same), 'lowercase', same)
  const other = then(then(root, 'URLDECODE', same), 'trim', same)
  expect(other.parent).toBe(one.parent)
  expect(one.steps.map(({ name }) => name)).toEqual(['urlDecode', 'lowercase'])
})

// Seen on 2.9.13: t:removeNulls,t:cmdLine of "before\0after\0bc" is "beforeafterbcbc".
test.each([
  ['removeNulls', 'cmdLine', true],
  ['compressWhitespace', 'cmdLine', true],
  ['urlDecode', 'cmdLine', false],
  ['removeNulls', 'lowercase', false],
])('after %s, %s reads on over the end: %s', (first, second, readsOn) => {
  const { root, then } = transformationTree()
  const part = (name: string): Transformation => registry.find(name) ?? same
  expect(then(then(root, first, part(first)), second, part(second)).readsOn).toBe(readsOn)
})
