import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DIALECTS } from './index.ts'

const root = path.dirname(path.dirname(import.meta.dirname))

const sources = ['src', 'harness']
  .flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => `${folder}/${file}`),
  )
  .filter(file => /(?<!\.test|\.d)\.ts$/.test(file) && !file.startsWith('src/dialects/'))
  .map(file => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))

test('no other folder asks which dialect it is', () => {
  const asks = /['"]v[23](?:\.\d+)*['"]|\bdialect\.name\b|\bis[vV][23]\b/
  expect(sources.filter(({ text }) => asks.test(text)).map(({ file }) => file)).toEqual([])
})

/** Group and name of each member, of all dialects. */
const members = new Set(
  Object.values(DIALECTS).flatMap(dialect =>
    Object.entries(dialect).flatMap(([group, parts]) =>
      typeof parts === 'object' ? Object.keys(parts).map(name => `${group}.${name}`) : [group],
    ),
  ),
)

test.each([...members])('%s is read', member => {
  const [group = '', name] = member.split('.')
  const read =
    name === undefined
      ? new RegExp(`\\bdialect\\.${group}\\b`)
      : new RegExp(
          [
            `\\b(?:${group}|dialect)\\??\\.${name}\\b`,
            `\\{[^{}]*\\b${name}\\b[^{}]*\\}(?: = [\\w.]*|: )\\b(?:${group}|dialect)\\b`,
            `\\b(?:${group}|dialect): \\{[^{}]*\\b${name}\\b`,
          ].join('|'),
          'i',
        )
  expect(sources.some(({ text }) => read.test(text))).toBe(true)
})
