import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Every kind of part: the folder that holds it, how a file exports one, and the index there that lists it. To add a part is a
 * file and a line of its index; a part that no index lists would be there and never be found.
 */
const KINDS: readonly (readonly [kind: string, folder: string, part: string, index: string])[] = [
  ['directive', 'src/directives', ': Directive\\b', 'index.ts'],
  ['variable', 'src/variables', ': Variable\\b', 'index.ts'],
  ['operator', 'src/operators', ': Operator\\b| = refused\\(', 'index.ts'],
  ['transformation', 'src/transformations', ': Transformation\\b', 'index.ts'],
  ['action', 'src/actions', ': Action\\b', 'index.ts'],
  ['body processor', 'src/body-processors', ': (?:BodyProcessor|ProcessorOf)\\b', 'index.ts'],
  ['Lua library', 'src/lua', ': Library\\b| = luaLibrary\\(', 'libraries/index.ts'],
  ['model of the scoring server', 'src/scoring/models', ': Model\\b', 'index.ts'],
  ['expectation', 'harness/scenario/expectations', ' = expectation\\(', 'index.ts'],
  ['backend', 'harness/backends', ': Backend\\b', 'index.ts'],
  ['reporter', 'harness/reporters', ': RunReporter\\b', 'index.ts'],
  ['suite of conformance', 'harness/conformance', ': Suite\\b', 'index.ts'],
  ['command', 'harness/commands', ': MakeCommand\\b', 'index.ts'],
]

const root = path.dirname(import.meta.dirname)
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /(?<!\.test|\.d)\.ts$/.test(file) && file !== 'index.ts')
    .map(file => `${folder}/${file}`)

describe.each(KINDS)('%s', (_, folder, part, indexName) => {
  const index = `${folder}/${indexName}`
  const exportsOne = new RegExp(`^export const \\w+(?:${part})`, 'm')
  const holders = filesOf(folder).filter(file => exportsOne.test(read(file)))
  const listed = [...read(index).matchAll(/from '([^']+)'/g)].map(match =>
    path.posix.join(path.posix.dirname(index), match[1] ?? ''),
  )

  test('the index lists every file that holds one', () => {
    expect(holders.filter(file => !listed.includes(file))).toEqual([])
  })

  test('and no other', () => {
    expect(listed.filter(file => !holders.includes(file))).toEqual([])
  })
})
