import type { Path } from '../document.ts'
import { fileSchema, metaSchema, stageSchema, testSchema } from '../file-schema.ts'
import { inputSchema } from '../input-schema.ts'
import { EXPECTATIONS, outputSchema } from '../output-schema.ts'

/** A map of a file of tests, and the words that can stand in it. */
export type FtwMap = {
  /** For people, with its preposition. */
  readonly name: string
  /** Names of the maps and lists around it, from the top. */
  readonly path: readonly string[]
  /** Keys that a scenario can have there. */
  readonly known: readonly string[]
  /** Those of them that are FTW's: of ftw-tests-schema 2.3.0, and older ones. */
  readonly ftw: readonly string[]
}

/** All places. */
export const PLACES: readonly FtwMap[] = [
  {
    name: 'at the top of the file',
    path: [],
    known: Object.keys(fileSchema.shape),
    ftw: ['meta', 'author', 'description', 'rule_id', 'tests'],
  },
  {
    name: 'in meta',
    path: ['meta'],
    known: Object.keys(metaSchema.shape),
    ftw: ['author', 'enabled', 'name', 'description', 'version', 'tags'],
  },
  {
    name: 'in the test',
    path: ['tests'],
    known: Object.keys(testSchema.shape),
    ftw: ['test_id', 'test_title', 'desc', 'description', 'enabled', 'tags', 'stages'],
  },
  {
    name: 'in the stage',
    path: ['tests', 'stages'],
    known: Object.keys(stageSchema.shape),
    ftw: ['description', 'input', 'output'],
  },
  {
    name: 'in input',
    path: ['tests', 'stages', 'input'],
    known: Object.keys(inputSchema.shape),
    ftw: [
      ...['dest_addr', 'port', 'protocol', 'uri', 'follow_redirect', 'version', 'method', 'headers', 'ordered_headers'],
      ...['data', 'encoded_data', 'save_cookie', 'stop_magic', 'autocomplete_headers', 'encoded_request', 'response'],
      ...['virtual_host_mode', 'raw_request'],
    ],
  },
  {
    name: 'in output',
    path: ['tests', 'stages', 'output'],
    known: Object.keys(outputSchema.shape),
    ftw: [
      ...['status', 'response_contains', 'log_contains', 'no_log_contains', 'log', 'expect_error', 'retry_once'],
      ...['isolated'],
    ],
  },
  {
    name: 'in output.log',
    path: ['tests', 'stages', 'output', 'log'],
    known: EXPECTATIONS.flatMap(({ key }) => (key.startsWith('log.') ? [key.slice('log.'.length)] : [])),
    ftw: ['expect_ids', 'no_expect_ids', 'match_regex', 'no_match_regex'],
  },
]

/** A map as a file has it. */
export type YamlMap = Readonly<Record<string, unknown>>

/** True of a map. */
export const isFields = (value: unknown): value is YamlMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A map of a file, and where it stands. */
export type PlacedFields = { readonly fields: YamlMap; readonly path: Path }

/** All maps of the data that are at the end of a path; lists on the way are gone through. */
export const mapsAt = (data: unknown, names: readonly string[], path: Path = []): readonly PlacedFields[] => {
  if (Array.isArray(data)) return data.flatMap((item, index) => mapsAt(item, names, [...path, index]))
  if (!isFields(data)) return []
  const [step, ...rest] = names
  return step === undefined ? [{ fields: data, path }] : mapsAt(data[step], rest, [...path, step])
}
