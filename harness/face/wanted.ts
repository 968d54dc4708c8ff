import { didYouMean } from '../../src/errors.ts'

/** Says what is wrong with a value that stands at a place, a sentence each; nothing where it is as wanted. */
export type Wanted = (at: string, value: unknown) => readonly string[]

/** A value that `fits`; `words` say what that is. */
export const wanted =
  (words: string, fits: (value: unknown) => boolean): Wanted =>
  (at, value) =>
    fits(value) ? [] : [`${at}: wanted ${words}, not ${shown(value)}`]

/** A text with something in it. */
export const text = wanted('a text', value => typeof value === 'string' && value !== '')

/** A finite number. */
export const number = wanted('a number', Number.isFinite)

/** A whole number within bounds. */
export const whole = (words: string, least: number, most: number): Wanted =>
  wanted(words, value => Number.isInteger(value) && Number(value) >= least && Number(value) <= most)

/** One of some values. */
export const oneOf = (...values: readonly unknown[]): Wanted =>
  wanted(values.map(shown).join(' or '), value => values.includes(value))

/** A list of what is wanted of each; it must not be empty. */
export const listOf =
  (words: string, each: Wanted): Wanted =>
  (at, value) =>
    Array.isArray(value) && value.length > 0
      ? value.flatMap((one: unknown, index) => each(`${at}[${index}]`, one))
      : [`${at}: wanted a list of ${words}, not ${shown(value)}`]

/** What is wanted of the one, or else of the other, which is told. */
export const either =
  (one: Wanted, other: Wanted): Wanted =>
  (at, value) =>
    one(at, value).length === 0 ? [] : other(at, value)

/** An object with some of these keys and no others. What is undefined is as if it were not there. */
export const record =
  (keys: Readonly<Record<string, Wanted>>, atLeast: 'one of them' | 'none' = 'none'): Wanted =>
  (at, value) => {
    const known = Object.keys(keys)
    if (!isRecord(value)) return [`${at}: wanted an object with ${known.join(', ')}, not ${shown(value)}`]
    const given = Object.entries(value).filter(([, member]) => member !== undefined)
    if (given.length === 0 && atLeast === 'one of them') return [`${at}: wanted one of ${known.join(', ')}`]
    return given.flatMap(([key, member]) => {
      const want = Object.hasOwn(keys, key) ? keys[key] : undefined
      if (want !== undefined) return want(`${at}.${key}`, member)
      return [`${at} has no "${key}"${didYouMean(key, known, `there are ${known.join(', ')}`)}`]
    })
  }

/** An object whose members are all as wanted, whatever their names. */
export const recordOf =
  (words: string, each: Wanted): Wanted =>
  (at, value) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, member]) => each(`${at}.${key}`, member))
      : [`${at}: wanted ${words}, not ${shown(value)}`]

/** A plain object: no list, no class of its own. */
const isRecord = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A value as a message shows it. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (isRecord(value))
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${shown(member)}`)
      .join(', ')} }`
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'function' ? 'a function' : String(value)
}
