import { z } from 'zod'
import * as all from './expectations/index.ts'

type OneExpectation = (typeof all)[keyof typeof all]

/** All keys of `output`, each with what is known of it, in the order of their names. */
export const EXPECTATIONS: readonly OneExpectation[] = Object.entries(all)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([, expectation]) => expectation)

type Keys = OneExpectation['key']
type Group = Keys extends infer Key ? (Key extends `${infer Name}.${string}` ? Name : never) : never
type Grouped<Name extends string> = {
  [One in OneExpectation as One['key'] extends `${Name}.${infer Key}` ? Key : never]: z.ZodOptional<One['schema']>
}
type Ungrouped = {
  [One in OneExpectation as One['key'] extends `${string}.${string}` ? never : One['key']]: z.ZodOptional<One['schema']>
}
type Former = { [One in OneExpectation as NonNullable<One['formerly']>]: z.ZodOptional<One['schema']> }
type Groups = { [Name in Group]: z.ZodOptional<z.ZodObject<Grouped<Name>, z.core.$strict>> }

/** The optional schemas of the keys in a group, '' for those in none, by name. */
const keysIn = (group: string): readonly (readonly [name: string, schema: z.ZodType])[] =>
  EXPECTATIONS.filter(({ key }) => groupOf(key) === group).map(({ key, schema }) => [
    key.slice(key.indexOf('.') + 1),
    schema.optional(),
  ])

const groupOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('.')))

/** What the groups of keys are about. */
const GROUPS: Readonly<Record<string, string>> = { log: 'What is in the error log.' }

const shape = Object.fromEntries([
  ...keysIn(''),
  ...[...new Set(EXPECTATIONS.map(({ key }) => groupOf(key)))]
    .filter(group => group !== '')
    .map(group => [
      group,
      z
        .strictObject(Object.fromEntries(keysIn(group)))
        .optional()
        .describe(GROUPS[group] ?? ''),
    ]),
  ...EXPECTATIONS.flatMap(({ key, formerly, schema }) =>
    formerly === undefined ? [] : [[formerly, schema.optional().describe(`FTW's old name of ${key}.`)]],
  ),
])

/** FTW's `output`, and what a plugin test needs besides. Its type is made of the same records, which types cannot follow. */
export const outputSchema = z.strictObject(shape as Ungrouped & Groups & Former)

/** What a stage expects. */
export type Output = z.output<typeof outputSchema>

/** The keys that an output has. */
export const givenIn = (output: Output): readonly OneExpectation[] =>
  EXPECTATIONS.filter(({ key }) => valueAt(output, key.split('.')) !== undefined)

/** The expectations of an output that ask for something: `false`, an empty list and how a stage is run ask for nothing. */
export const askedIn = (output: Output): readonly OneExpectation[] =>
  EXPECTATIONS.filter(({ key, about }) => about !== 'nothing' && asks(valueAt(output, key.split('.'))))

const asks = (value: unknown): boolean =>
  value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0)

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((around: unknown, name) => (isRecord(around) ? around[name] : undefined), value)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
