import { type ByteString, fromText } from '../bytes.ts'
import type { ScoreRequest } from './contract.ts'
import type { Fields } from './form.ts'

/** A well-formed question: what a model may look at. */
export type Question = Omit<ScoreRequest, 'answered' | 'rejected'>

/** What is known of a question that cannot be read. */
export const unreadable = (fields: Fields, reason: string): Omit<ScoreRequest, 'answered'> => {
  const byName = new Map(fields)
  return {
    method: byName.get('method') ?? '',
    path: byName.get('path') ?? '',
    args: [],
    files: [],
    sizes: [],
    hour: 0,
    day: 0,
    fields,
    rejected: reason,
  }
}

type Pairs = ScoreRequest['args']

/**
 * The question that form fields ask, or the reason to refuse them: a field missing (`sizes` may be) or given twice,
 * or a value that is not what the field holds.
 */
export const readQuestion = (fields: Fields): Question | { readonly reason: string } => {
  const byName = new Map(fields)
  if (byName.size < fields.length) return { reason: `field ${quoted(repeated(fields))} is given twice` }
  for (const name of REQUIRED) {
    if (!byName.has(name)) return { reason: `field ${quoted(name)} is missing` }
  }
  const reasons: string[] = []
  const field = (name: string): ByteString => byName.get(name) ?? ''
  const check = <Value>(name: string, value: Value | undefined, wanted: string): Value | undefined => {
    if (value === undefined) reasons.push(`field ${quoted(name)} is not ${wanted}`)
    return value
  }
  const pairs = (name: string, prefix: ByteString): Pairs => {
    const published = byName.has(name) ? check(name, members(field(name), prefix), 'a JSON object of strings') : []
    const list = `${name}_list`
    const own = byName.has(list) ? check(list, pairList(field(list)), 'a JSON array of [name, value] pairs') : undefined
    return own ?? published ?? []
  }
  const question = {
    method: field('method'),
    path: field('path'),
    args: pairs('args', 'ARGS:'),
    files: pairs('files', 'FILES:'),
    sizes: pairs('sizes', 'FILES_SIZES:'),
    hour: check('hour', wholeNumber(field('hour'), 0, 23), 'a whole number from 0 to 23') ?? 0,
    day: check('day', wholeNumber(field('day'), 1, 31), 'a whole number from 1 to 31') ?? 0,
    ...(byName.has('headers_list') && { headers: pairs('headers', '') }),
    ...(byName.has('body') && { body: field('body') }),
    fields,
  }
  const [reason] = reasons
  return reason === undefined ? question : { reason }
}

const REQUIRED = ['method', 'path', 'args', 'files', 'hour', 'day']

const repeated = (fields: Fields): ByteString => {
  const seen = new Set<ByteString>()
  return fields.find(([name]) => seen.size === seen.add(name).size)?.[0] ?? ''
}

const quoted = (name: ByteString): string => `"${name.replace(/[^ -~]/g, '?').slice(0, 40)}"`

const wholeNumber = (text: ByteString, least: number, most: number): number | undefined => {
  const value = /^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

/** Members of a JSON object of strings; of a repeated key the last value counts, as in Python and JavaScript. */
const members = (text: ByteString, prefix: ByteString): Pairs | undefined => {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined
  return entries.map(([key, member]) => {
    const name = bytesOf(key)
    return [name.startsWith(prefix) ? name.slice(prefix.length) : name, bytesOf(member)]
  })
}

const pairList = (text: ByteString): Pairs | undefined => {
  const value = parsed(text)
  if (!Array.isArray(value)) return undefined
  const pairs: (readonly [ByteString, ByteString])[] = []
  for (const pair of value) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined
    const [name, member]: unknown[] = pair
    if (typeof name !== 'string' || typeof member !== 'string') return undefined
    pairs.push([bytesOf(name), bytesOf(member)])
  }
  return pairs
}

const parsed = (text: ByteString): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The bytes of a string that JSON.parse took from a byte string: raw bytes stay, an escape up to `\u00ff` is that one
 * byte (so our plugin sends bytes that are not UTF-8), and a higher escape is its UTF-8.
 */
const bytesOf = (text: string): ByteString => text.replace(/[^\x00-\xff]+/g, fromText)
