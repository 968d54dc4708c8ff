import { z } from 'zod'
import { type ByteString, fromText, toText } from '../../../src/bytes.ts'
import type { ScoreRequest } from '../../../src/scoring/contract.ts'
import { type Value, valueBytes, valueSchema } from '../value.ts'
import { amountSchema, amountShortfall } from './amount.ts'
import { expectation, type Shortfall } from './expectation.ts'

const pairs = z
  .union([
    z.record(z.string(), z.union([valueSchema, z.array(valueSchema)])),
    z.array(z.tuple([valueSchema, valueSchema])),
  ])
  .describe('All of them: a map (a list repeats the name), or a list of [name, value] in order.')

const call = {
  method: z.string().optional().describe('Method of the request that it was asked about.'),
  path: z.string().optional().describe('Its path.'),
  args: pairs
    .optional()
    .describe('Its arguments: a map (a list repeats the name), or a list of [name, value] in order.'),
  files: pairs.optional().describe('Names of its uploads, by field.'),
  sizes: pairs.optional().describe('Their sizes, by field.'),
  fields: pairs.optional().describe('The form fields exactly as they came.'),
  some_fields: z
    .record(z.string(), z.union([valueSchema, z.null()]))
    .optional()
    .describe('These of the form fields, exactly as they came; null: the field is absent.'),
  hour: amountSchema.optional().describe('The hour that it was told.'),
  day: amountSchema.optional().describe('The day of the week that it was told.'),
  status: z.number().int().optional().describe('What the scorer answered.'),
}

const scoredSchema = z.strictObject({
  count: amountSchema.optional().describe('How many calls.'),
  calls: z.array(z.strictObject(call)).optional().describe('Each call in order.'),
  ...call,
})

type WantedPairs = z.output<typeof pairs>
type WantedCall = Omit<z.output<typeof scoredSchema>, 'count' | 'calls'>

/** `scored`: how often the scoring server was asked, and what. */
export const scored = expectation({
  key: 'scored',
  schema: scoredSchema.describe('What the scoring server was asked; the fields are those of the only call.'),
  about: 'scored',
  textual: ['args', 'files', 'sizes', 'fields'],
  check: (output, exchange) => {
    if (output.scored === undefined) return []
    const { count, calls, ...only } = output.scored
    const asked = exchange.scored
    return [
      ...amountShortfall('scored.count', count, asked.length),
      ...(Object.keys(only).length === 0 ? [] : callShortfalls('scored', only, asked[0])),
      ...(calls ?? []).flatMap((call, index) => callShortfalls(`scored.calls[${index}]`, call, asked[index])),
      ...(calls === undefined || calls.length === asked.length
        ? []
        : amountShortfall('scored.calls', calls.length, asked.length)),
    ]
  },
})

const callShortfalls = (key: string, wanted: WantedCall, asked: ScoreRequest | undefined): readonly Shortfall[] => {
  if (asked === undefined) return [{ key, expected: 'a call of the scoring server', actual: 'none' }]
  return [
    ...textShortfall(`${key}.method`, wanted.method, asked.method),
    ...textShortfall(`${key}.path`, wanted.path, asked.path),
    ...pairsShortfall(`${key}.args`, wanted.args, asked.args),
    ...pairsShortfall(`${key}.files`, wanted.files, asked.files),
    ...pairsShortfall(`${key}.sizes`, wanted.sizes, asked.sizes),
    ...pairsShortfall(`${key}.fields`, wanted.fields, asked.fields),
    ...Object.entries(wanted.some_fields ?? {}).flatMap(([name, value]) =>
      fieldShortfall(
        `${key}.some_fields.${name}`,
        value,
        asked.fields.find(([field]) => field === fromText(name))?.[1],
      ),
    ),
    ...amountShortfall(`${key}.hour`, wanted.hour, asked.hour),
    ...amountShortfall(`${key}.day`, wanted.day, asked.day),
    ...amountShortfall(`${key}.status`, wanted.status, asked.answered.status),
  ]
}

const textShortfall = (key: string, wanted: string | undefined, actual: ByteString): readonly Shortfall[] =>
  wanted === undefined || fromText(wanted) === actual ? [] : [{ key, expected: wanted, actual: toText(actual) }]

const fieldShortfall = (key: string, wanted: Value | null, actual: ByteString | undefined): readonly Shortfall[] => {
  const expected = wanted === null ? undefined : valueBytes(wanted)
  const shownValue = (value: ByteString | undefined) => (value === undefined ? 'absent' : quote(value))
  return expected === actual ? [] : [{ key, expected: shownValue(expected), actual: shownValue(actual) }]
}

type Pairs = readonly (readonly [name: ByteString, value: ByteString])[]

const pairsShortfall = (key: string, wanted: WantedPairs | undefined, actual: Pairs): readonly Shortfall[] => {
  if (wanted === undefined) return []
  const inOrder = Array.isArray(wanted)
  const expected = wantedPairs(wanted)
  const bare = actual.map(([name, value]) => [withoutCollection(name), value] as const)
  const one = shown(inOrder ? expected : sorted(expected))
  const other = shown(inOrder ? bare : sorted(bare))
  return one === other ? [] : [{ key, expected: one, actual: other }]
}

const wantedPairs = (wanted: WantedPairs): Pairs => {
  if (Array.isArray(wanted)) return wanted.map(([name, value]) => [valueBytes(name), valueBytes(value)])
  return Object.entries(wanted).flatMap(([name, values]) =>
    (isList(values) ? values : [values]).map(value => [fromText(name), valueBytes(value)] as const),
  )
}

/** `ARGS:a` and `a` mean the same argument: published plugins send the variable's full name. */
const withoutCollection = (name: ByteString): ByteString => name.replace(/^(?:ARGS|FILES|FILES_SIZES):/, '')

/** Sorted by name; values of one name keep their order. */
const sorted = (pairs: Pairs): Pairs => [...pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))

const shown = (pairs: Pairs): string =>
  pairs.length === 0 ? 'none' : pairs.map(([name, value]) => `${quote(name)}=${quote(value)}`).join(' ')

/** Readable: text where the octets are UTF-8, else one character per octet. */
const quote = (value: ByteString): string => {
  const text = toText(value)
  const printable = text.includes('\uFFFD') ? value : text
  return JSON.stringify(printable)
}

const isList = (values: Value | readonly Value[]): values is readonly Value[] => Array.isArray(values)
