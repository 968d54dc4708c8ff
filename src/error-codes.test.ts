import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ERROR_CODES } from './error-codes.ts'

const root = path.dirname(import.meta.dirname)

const sources = new Map(
  ['src', 'harness'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => /(?<!\.test|\.d)\.ts$/.test(file))
      .map(file => path.posix.join(folder, file))
      .filter(file => file !== 'src/error-codes.ts')
      .map(file => [file, readFileSync(path.join(root, file), 'utf8')]),
  ),
)

const holding = (text: RegExp): readonly string[] =>
  [...sources].filter(([, source]) => text.test(source)).map(([file]) => file)

test('docs/errors.md says of every code, and of no other, what it means and what to do', () => {
  const documentation = readFileSync(path.join(root, 'docs/errors.md'), 'utf8')
  const rows = [...documentation.matchAll(/^\| `([A-Z_0-9]+)` \| \S.* \| \S.* \|$/gm)].map(([, code]) => code)
  expect(rows).toEqual([...ERROR_CODES])
})

test('every code is used', () => {
  expect(ERROR_CODES.filter(code => holding(new RegExp(`['[]${code}['\\]]`)).length === 0)).toEqual([])
})

test('codes are in order, each once', () => {
  expect([...new Set(ERROR_CODES)].sort()).toEqual([...ERROR_CODES])
})

test('what was meant is told in one place, and so is a fault of a part told on', () => {
  expect(holding(/did you mean/)).toEqual(['src/errors.ts'])
  expect(holding(/catch[^}]*instanceof PartError/)).toEqual(['src/errors.ts'])
})
