import type { ComparedField } from '../diff/compare.ts'
import type { Divergence } from './schema.ts'

/** A known difference with its place in a file. */
export type KnownDivergence = Divergence & {
  /** The file that lists it and its line there, for people. */
  readonly listedIn: string
  /** Absolute path of the scenario file that it is about. */
  readonly scenarioFile: string
}

/** Where something differs: a test in one combination of its matrix, on certain backends. */
export type DivergencePlace = {
  /** Absolute path. */
  readonly file: string
  readonly id: string
  readonly description: string
  readonly backends: readonly string[]
  readonly mode: number | undefined
  readonly crs: string | undefined
}

/** The listed differences that are about a place. */
export const divergencesAt = (all: readonly KnownDivergence[], place: DivergencePlace): readonly KnownDivergence[] =>
  all.filter(({ scenarioFile, test, backends, mode, crs }) => {
    if (scenarioFile !== place.file || !namesTest(test, place)) return false
    if (!backends.some(backend => place.backends.includes(backend))) return false
    return (mode === undefined || mode === place.mode) && (crs === undefined || place.crs?.startsWith(crs) === true)
  })

/** True for an entry that says: this field differs, at this rule. */
export const explainsDifference = (
  { differs, rules }: Divergence,
  { field, rule }: { readonly field: ComparedField; readonly rule?: number },
): boolean =>
  differs.some(name => name === field || field.startsWith(`${name}.`)) &&
  (rules === undefined || (rule !== undefined && rules.includes(rule)))

/** True for an entry that says: this key of `output` is not met; `key` as a shortfall names it (`log.lines[0].msg`). */
export const explainsShortfall = ({ differs }: Divergence, key: string): boolean =>
  differs.some(name => name.startsWith('output.') && isWithin(key, name.slice('output.'.length)))

/** True for an entry that is about expectations, not about the comparison of two backends. */
export const isAboutExpectations = ({ differs }: Divergence): boolean =>
  differs.some(name => name.startsWith('output.'))
/** True for an entry that is about the comparison of two backends. */
export const isAboutComparison = ({ differs }: Divergence): boolean => differs.some(name => !name.startsWith('output.'))

const isWithin = (key: string, name: string): boolean =>
  key === name || (key.startsWith(name) && /^[.[]/.test(key.slice(name.length)))

const namesTest = (test: string, { id, description }: DivergencePlace): boolean => {
  const pattern = /^\/(.*)\/$/s.exec(test)?.[1]
  return pattern === undefined ? test === id || test === description : new RegExp(pattern).test(`${id} ${description}`)
}
