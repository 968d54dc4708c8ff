import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import * as actions from './actions/index.ts'
import * as bodyProcessors from './body-processors/index.ts'
import { DIALECTS } from './dialects/index.ts'
import * as directives from './directives/index.ts'
import * as operators from './operators/index.ts'
import { Registry } from './registry.ts'
import * as transformations from './transformations/index.ts'
import * as variables from './variables/index.ts'

const here = import.meta.dirname

/**
 * Each kind of part of SecLang: its folder, the type of its exports, its section in docs/seclang.md, what its index
 * exports.
 */
const KINDS: readonly (readonly [
  folder: string,
  type: string,
  section: string,
  parts: Readonly<Record<string, unknown>>,
])[] = [
  ['directives', 'Directive', 'Directives', directives],
  ['variables', 'Variable', 'Variables', variables],
  ['operators', 'Operator', 'Operators', operators],
  ['transformations', 'Transformation', 'Transformations', transformations],
  ['actions', 'Action', 'Actions', actions],
  ['body-processors', 'BodyProcessor', 'Body processors', bodyProcessors],
]

const documentation = readFileSync(path.join(here, '../docs/seclang.md'), 'utf8')

/** The names in the first column of a section's table. */
const documented = (section: string): readonly string[] => {
  const [, text = ''] = new RegExp(`^## ${section}$([^]*?)(?=^## |(?![^]))`, 'm').exec(documentation) ?? []
  return [...text.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
}

describe.each(KINDS)('%s', (_folder, _type, section, parts) => {
  const names = Object.keys(parts)

  test('its names differ in more than case and are found in any', () => {
    const registry = new Registry(parts)
    expect(new Set(names.map(name => name.toLowerCase())).size).toBe(names.length)
    expect(names.filter(name => registry.find(name.toUpperCase()) !== parts[name])).toEqual([])
  })

  test('its names are those of docs/seclang.md', () => {
    const told = documented(section)
    expect([...told].sort()).toEqual([...names].sort())
  })
})

describe('every part that a file exports', () => {
  const dialects = Object.values(DIALECTS)
  const all = (registry: Registry<unknown>): readonly unknown[] => registry.names.map(name => registry.find(name))
  const held: Readonly<Record<string, ReadonlySet<unknown>>> = {
    Directive: new Set(dialects.flatMap(({ reader }) => all(reader.directives))),
    Action: new Set(dialects.flatMap(({ reader }) => all(reader.actions))),
    Variable: new Set(dialects.flatMap(dialect => all(dialect.variables.registry))),
    Operator: new Set(dialects.flatMap(dialect => all(dialect.operators.registry))),
  }

  test.each(KINDS.filter(([, type]) => type in held))(
    'of %s is in the registry of some dialect',
    async (folder, type) => {
      const files = readdirSync(path.join(here, folder)).filter(file => /(?<!\.test|\.d)\.ts$/.test(file))
      const missing: string[] = []
      for (const file of files) {
        const text = readFileSync(path.join(here, folder, file), 'utf8')
        const names = [...text.matchAll(new RegExp(`^export const (\\w+): ${type}\\b`, 'gm'))].map(
          ([, name = '']) => name,
        )
        const exported: Readonly<Record<string, unknown>> = await import(path.join(here, folder, file))
        missing.push(...names.filter(name => held[type]?.has(exported[name]) !== true).map(name => `${file}: ${name}`))
      }
      expect(missing).toEqual([])
    },
  )
})
