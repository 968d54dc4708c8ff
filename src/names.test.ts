import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.dirname(import.meta.dirname)

/** Names that two files export as types of their own, each with its reason. */
const TWICE: Readonly<Record<string, string>> = {
  LoadOptions: "the public face's options are fewer than the loader's",
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /(?<!\.test|\.d)\.ts$/.test(file))
    .map(file => path.join(folder, file))

test('a type has a name of its own: one name, one idea', () => {
  const exported = [...filesOf('src'), ...filesOf('harness')].flatMap(file =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/^export (?:type|interface|class) (\w+)/gm)].map(
      ([, name = '']) => ({ name, file }),
    ),
  )
  const twice = exported.filter(({ name, file }) => exported.some(one => one.name === name && one.file !== file))
  expect(twice.filter(({ name }) => TWICE[name] === undefined)).toEqual([])
  expect(Object.keys(TWICE).filter(name => !twice.some(one => one.name === name))).toEqual([])
})
