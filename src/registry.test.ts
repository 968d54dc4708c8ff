import { expect, test } from 'vitest'
import { Registry } from './registry.ts'

const registry = new Registry({ urlDecode: 1, lowercase: 2 })

test('names are found without regard to case', () => {
  expect([registry.find('URLDECODE'), registry.find('urldecode'), registry.find('nope')]).toEqual([1, 1, undefined])
})

test('names keep their spelling and order', () => {
  expect(registry.names).toEqual(['urlDecode', 'lowercase'])
})
