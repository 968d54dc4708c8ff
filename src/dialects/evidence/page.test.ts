import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { dialectsPage } from './page.ts'

test('docs/dialects.md is what the evidence says (npm run docs)', () => {
  const page = path.join(import.meta.dirname, '../../../docs/dialects.md')
  expect(readFileSync(page, 'utf8')).toBe(dialectsPage())
})
