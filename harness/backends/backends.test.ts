import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { FLAGS } from '../commands/backend-flags.ts'
import { PACKAGE_ROOT } from '../package-root.ts'
import { BACKEND_NAMES, BACKENDS, openBackend } from './find-backend.ts'

const here = import.meta.dirname

test('each name stands for one backend', () => {
  expect(new Set(BACKEND_NAMES).size).toBe(BACKENDS.length)
})

test('docs/comparing.md has a line for each backend, and for no other', () => {
  const documentation = readFileSync(join(PACKAGE_ROOT, 'docs', 'comparing.md'), 'utf8')
  const section = documentation.split('\n## ').find(text => text.startsWith('Backends\n')) ?? ''
  const told = [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, name, summary]) => `${name}: ${summary}`)
  expect(told).toEqual(BACKENDS.map(({ name, summary }) => `${name}: ${summary}`))
})

test('each option that a backend reads is one of the command line, and each of those is read', () => {
  const unknown = BACKENDS.flatMap(({ name, options }) =>
    options.filter(option => !(option in FLAGS)).map(option => `${option} of ${name}`),
  )
  expect(unknown).toEqual([])
  const read = BACKENDS.flatMap(({ options }) => options)
  expect(Object.keys(FLAGS).filter(option => !read.includes(option))).toEqual([])
})

test('what runs in containers has a folder in containers/ that its image is made of', () => {
  const folders = BACKENDS.flatMap(({ runs }) =>
    runs.in === 'container' ? [`containers/${runs.server.folder}/Dockerfile`] : [],
  )
  expect(folders.filter(file => !existsSync(join(PACKAGE_ROOT, file)))).toEqual([])
})

test('what a backend is a variant of is a backend', () => {
  expect(BACKENDS.filter(({ variantOf = 'emulator' }) => !BACKEND_NAMES.includes(variantOf))).toEqual([])
})

test('a name that no backend has is wrong input', async () => {
  await expect(openBackend('emulater')).rejects.toThrow('no backend "emulater"; did you mean "emulator"?')
})

/** What a file loads when it is imported: itself and what it imports at once, types and `import()` left out. */
const loaded = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;'"]*?from '(\.[^']+)'/gm)
  for (const [, target = ''] of imports) loaded(join(dirname(file), target), seen)
  return seen
}

test.each([
  ['the records', join(here, 'find-backend.ts')],
  ['the commands', join(here, '..', 'cli.ts')],
])('%s load nothing of what starts a WAF', (_, entry) => {
  const files = [...loaded(entry)].map(file => relative(here, file))
  expect(files.filter(file => !file.startsWith('..') && file.includes('/'))).toEqual([])
})
