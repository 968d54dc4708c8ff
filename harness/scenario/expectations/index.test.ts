import { expect, test } from 'vitest'
import { jsonSchema } from '../file-schema.ts'
import { modernOutput } from '../ftw/ftw-import.ts'
import { EXPECTATIONS, outputSchema } from '../output-schema.ts'
import * as all from './index.ts'

const exports = Object.entries(all)

test.each(exports)('%s is exported under the last part of its key', (name, { key }) => {
  expect(key.split('.').at(-1)).toBe(name)
})

test('every key of output has exactly one record, and every record is a key of output', () => {
  const keys = EXPECTATIONS.flatMap(({ key, formerly }) => (formerly === undefined ? [key] : [key, formerly]))
  const groups = new Set(keys.filter(key => key.includes('.')).map(key => key.replace(/\..*$/, '')))
  const written = propertiesAt('properties', 'tests', 'items', 'properties', 'stages', 'items', 'properties', 'output')
  const known = Object.entries(written).flatMap(([key, schema]) =>
    groups.has(key) ? Object.keys(propertiesOf(schema)).map(name => `${key}.${name}`) : [key],
  )
  expect([...keys].sort()).toEqual([...known].sort())
})

test.each(exports.filter(([, { formerly }]) => formerly !== undefined))(
  '%s is meant by its old name too',
  (_, { key, formerly = '' }) => {
    const modern: unknown = modernOutput(outputSchema.parse({ [formerly]: 'x' }))
    expect(modern).toEqual(key.split('.').reduceRight((inside: unknown, name) => ({ [name]: inside }), 'x'))
  },
)

/** Each name that YAML is to keep as text stands in the expectation's own schema. */
test.each(exports)('%s keeps as text what it has', (_, { key, formerly, textual = [], schema }) => {
  const names = [...JSON.stringify(schema.toJSONSchema({ io: 'input' })).matchAll(/"(\w+)":/g)].map(([, name]) => name)
  const own = [...names, key.split('.').at(-1), formerly]
  expect(textual.filter(name => !own.includes(name))).toEqual([])
})

const propertiesOf = (schema: unknown): object => field(schema, 'properties') ?? {}

const propertiesAt = (...path: readonly string[]): object =>
  propertiesOf(path.reduce((around: unknown, name) => field(around, name), jsonSchema()))

const field = (value: unknown, name: string): object | undefined => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof found === 'object' && found !== null ? found : undefined
}
