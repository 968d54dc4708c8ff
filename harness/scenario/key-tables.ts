import { z } from 'zod'
import { jsonSchema } from './file-schema.ts'
import { valueSchema } from './value.ts'

/** A node of a JSON Schema, as far as tables need it. */
type SchemaNode = {
  readonly type?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly prefixItems?: readonly SchemaNode[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly required?: readonly string[]
}

/** A map of scenario files: where it stands (`tests[].stages[]`, the first place of several), and its keys. */
export type KeyedMap = { readonly path: string; readonly node: SchemaNode }

/** All maps with keys of their own, each once, in the order of the schema. */
export const keyedMaps = (): readonly KeyedMap[] => {
  const found: KeyedMap[] = []
  const seen = new Set<string>()
  const walk = (node: SchemaNode, path: string): void => {
    for (const one of node.anyOf ?? []) walk(one, path)
    if (node.items !== undefined) walk(node.items, `${path}[]`)
    if (typeof node.additionalProperties === 'object') walk(node.additionalProperties, `${path}.*`)
    const text = JSON.stringify(node.properties)
    if (node.properties === undefined || seen.has(text)) return
    seen.add(text)
    found.push({ path, node })
    for (const [key, inner] of Object.entries(node.properties)) walk(inner, path === '' ? key : `${path}.${key}`)
  }
  walk(jsonSchema() as SchemaNode, '')
  return found
}

/** A document with its tables of keys made anew: each between `<!-- keys: PATH -->`, `file` being the path of the whole, and `<!-- end -->`. */
export const withKeyTables = (text: string): string => {
  const maps = new Map(keyedMaps().map(({ path, node }) => [path === '' ? 'file' : path, node]))
  const linked = new Map(tablesIn(text).map(path => [JSON.stringify(maps.get(path)?.properties), path]))
  return text.replace(MARKED, (whole, path: string) => {
    const node = maps.get(path)
    return node === undefined ? whole : `<!-- keys: ${path} -->\n\n${table(node, linked)}\n\n<!-- end -->`
  })
}

/** The paths of the maps that a document has tables of. */
export const tablesIn = (text: string): readonly string[] => [...text.matchAll(MARKED)].map(([, path = '']) => path)

const MARKED = /<!-- keys: (\S+) -->\n[\s\S]*?<!-- end -->/g

/** Paths of maps that have a table, by their keys. */
type Linked = ReadonlyMap<string, string>

const table = ({ properties = {}, required = [] }: SchemaNode, linked: Linked): string =>
  [
    '| key | value | |',
    '| --- | --- | --- |',
    ...Object.entries(properties).map(([key, node]) => {
      const needed = required.includes(key) ? '**Needed.** ' : ''
      return `| \`${key}\` | ${cell(kindOf(node, linked))} | ${needed}${cell(node.description ?? '')} |`
    }),
  ].join('\n')

/** A text inside a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ')

/** What a value is, in words. */
const kindOf = (node: SchemaNode, linked: Linked): string => {
  if (node.const !== undefined) return code(node.const)
  if (node.enum !== undefined) return node.enum.map(code).join(', ')
  if (JSON.stringify(node.anyOf) === VALUE) return '[value](#values)'
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(one => kindOf(one, linked)))].join(', ')
  if (node.items !== undefined) return `list of ${kindOf(node.items, linked)}`
  if (node.prefixItems !== undefined) return `[${node.prefixItems.map(one => kindOf(one, linked)).join(', ')}]`
  if (node.properties !== undefined) return mapOf(node.properties, linked)
  if (typeof node.additionalProperties === 'object') return `map by name: ${kindOf(node.additionalProperties, linked)}`
  return [node.type ?? 'anything'].flat().map(typeName).join(', ')
}

/** A map: where its table is, or its keys where it has none. */
const mapOf = (properties: NonNullable<SchemaNode['properties']>, linked: Linked): string => {
  const path = linked.get(JSON.stringify(properties))
  return path === undefined ? `map: ${Object.keys(properties).map(code).join(' ')}` : `[map](#${anchor(path)})`
}

/** The anchor of a heading that is a path. */
const anchor = (path: string): string => path.replace(/[^\w -]/g, '').toLowerCase()

/** How the schema has a value of a request. */
const VALUE = JSON.stringify(z.toJSONSchema(valueSchema, { io: 'input' }).anyOf)

const code = (value: unknown): string => `\`${String(value)}\``

const NAMES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' }

const typeName = (type: unknown): string => NAMES[String(type)] ?? String(type)
