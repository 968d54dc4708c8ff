import type { ByteString } from '../../src/bytes.ts'
import type { Platform } from '../scenario/ftw/platform.ts'
import type { Output } from '../scenario/output-schema.ts'
import type { ComparedField } from './fields.ts'

/**
 * A known difference: between backends, or between what a test expects and what an engine brings. Where it applies, what
 * differs there, and why; what is absent limits nothing. Plain data: it crosses process borders.
 */
export type KnownDivergence = {
  /** What reports call it: a name of its own, or the file and line that list it. */
  readonly name: string
  /** The scenario file, as it is listed and as an absolute path. */
  readonly scenario?: { readonly shown: string; readonly path: string }
  /** Title or id of the test, or octets of the request; /…/ is a regular expression on them. */
  readonly test?: string
  /** Indexes of the stages, from 0. */
  readonly stages?: readonly number[]
  /** The backends that differ from all others. */
  readonly backends?: readonly string[]
  readonly platform?: Platform
  readonly mode?: number | undefined
  /** Beginning of the rule sets' version. */
  readonly crs?: string | undefined
  /** Text that a line of a log holds. */
  readonly logged?: string
  /** What differs: fields that a comparison knows, or `output.<key>`, an expectation that is not met. Absent: whatever does. */
  readonly differs?: readonly string[]
  /** Only log lines of these rules differ. */
  readonly rules?: readonly number[] | undefined
  /** What is brought instead of what the test expects. */
  readonly instead?: Output
  /** A request that shows it, with any rules that can. */
  readonly example?: ByteString
  readonly reason: string
  /** Where that is known from: a source file, an issue, an observation. */
  readonly source: string
}

/** Where something differs: a test, a request or a vector, on certain backends; without an id, anywhere in a suite. */
export type DivergencePlace = {
  /** Absolute path of the scenario file. */
  readonly file?: string
  readonly id?: string
  readonly description?: string
  readonly backends?: readonly string[]
  readonly platform?: Platform | undefined
  readonly mode?: number | undefined
  readonly crs?: string | undefined
  /** Texts of the lines of all logs. */
  readonly log?: readonly string[]
}

/** The listed differences that are about a place. */
export const divergencesAt = (all: readonly KnownDivergence[], place: DivergencePlace): readonly KnownDivergence[] =>
  all.filter(
    ({ scenario, test, backends, platform, mode, crs, logged }) =>
      (scenario === undefined || scenario.path === place.file) &&
      (backends === undefined || backends.some(backend => place.backends?.includes(backend))) &&
      (platform === undefined || platform === place.platform) &&
      (mode === undefined || mode === place.mode) &&
      (crs === undefined || place.crs?.startsWith(crs) === true) &&
      (logged === undefined || place.log?.some(text => text.includes(logged)) === true) &&
      (test === undefined || namesTest(test, place)),
  )

/** True for an entry that says: this field differs, at this rule. */
export const explainsDifference = (
  { differs, rules }: Pick<KnownDivergence, 'differs' | 'rules'>,
  { field, rule }: { readonly field: ComparedField; readonly rule?: number },
): boolean =>
  (differs === undefined || differs.some(name => name === field || field.startsWith(`${name}.`))) &&
  (rules === undefined || (rule !== undefined && rules.includes(rule)))

/** True for an entry that says: this key of `output` is not met; `key` as a shortfall names it (`log.lines[0].msg`). */
export const explainsShortfall = ({ differs = [] }: Pick<KnownDivergence, 'differs'>, key: string): boolean =>
  differs.some(name => name.startsWith('output.') && isWithin(key, name.slice('output.'.length)))

/** True for an entry that is about expectations, not about the comparison of two backends. */
export const isAboutExpectations = ({ differs = [] }: KnownDivergence): boolean =>
  differs.some(name => name.startsWith('output.'))
/** True for an entry that is about the comparison of two backends. */
export const isAboutComparison = ({ differs = [] }: KnownDivergence): boolean =>
  differs.some(name => !name.startsWith('output.'))

/**
 * The entries that were looked for and did not occur, where all that they are about was tried: each has to go. Whoever
 * has a list asks this of it.
 */
export const staleAmong = (
  looked: Iterable<KnownDivergence>,
  occurred: ReadonlySet<KnownDivergence>,
): readonly KnownDivergence[] => [...new Set(looked)].filter(one => !occurred.has(one))

/** A stale entry in words. */
export const staleText = ({ name, reason }: KnownDivergence): string =>
  `${name} is listed as a known difference (${reason}) and does not occur: take the entry away`

const isWithin = (key: string, name: string): boolean =>
  key === name || (key.startsWith(name) && /^[.[]/.test(key.slice(name.length)))

const namesTest = (test: string, { id, description = '' }: DivergencePlace): boolean => {
  if (id === undefined) return true
  const pattern = /^\/(.*)\/$/s.exec(test)?.[1]
  return pattern === undefined ? test === id || test === description : new RegExp(pattern).test(`${id} ${description}`)
}
