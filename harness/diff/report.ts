import type { KnownDivergence } from '../divergences/known.ts'
import type { Difference } from './compare.ts'
import type { Pair } from './pairs.ts'

/** What both backends made of a request. */
export type Answers = {
  /** First line of the request. */
  readonly request: string
  readonly status: { readonly one: string; readonly other: string }
  /** Ids of the rules that logged, in order. */
  readonly rules: { readonly one: readonly number[]; readonly other: readonly number[] }
}

/** A difference where it was found. */
export type FoundDifference = Difference & {
  /** Number of the request in its test, from 1. */
  readonly stage: number
  /** The listed divergence that it is. */
  readonly explanation?: KnownDivergence
}

/** A test on a pair of backends. */
export type Comparison = {
  readonly pair: Pair
  readonly file: string
  readonly line: number
  readonly title: string
  /** One for each request of the test. */
  readonly answers: readonly Answers[]
  /** Why something of it was not compared, each reason once. */
  readonly unseen: readonly string[]
  readonly differences: readonly FoundDifference[]
}

/** All that a `wafrig diff` found. */
export type DiffReport = {
  readonly comparisons: readonly Comparison[]
  readonly skipped: readonly (Pick<Comparison, 'pair' | 'file' | 'line' | 'title'> & { readonly reason: string })[]
  /** Listed divergences that were looked for and do not occur. */
  readonly stale: readonly KnownDivergence[]
}

/** Findings that nobody has explained. */
export const unexplained = ({ comparisons }: Pick<DiffReport, 'comparisons'>): readonly FoundDifference[] =>
  comparisons.flatMap(({ differences }) => differences.filter(({ explanation }) => explanation === undefined))

/** The reasons for which something was not compared, each with the number of tests. */
export const unseenReasons = ({ comparisons }: DiffReport): readonly (readonly [reason: string, tests: number])[] => {
  const reasons = new Map<string, number>()
  for (const reason of comparisons.flatMap(({ unseen }) => unseen)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return [...reasons]
}

/** How many requests and differences there are, in words; the same words in each format. */
export const diffTotals = (report: DiffReport): string => {
  const requests = report.comparisons.reduce((all, { answers }) => all + answers.length, 0)
  const all = report.comparisons.flatMap(({ differences }) => differences)
  const open = unexplained(report).length
  const explained = all.length - open
  return [
    counted(open, 'unexplained difference'),
    ...(explained > 0 ? [`${explained} explained`] : []),
    ...(report.stale.length > 0 ? [`${report.stale.length} stale`] : []),
    ...(report.skipped.length > 0 ? [`${report.skipped.length} skipped`] : []),
    `${counted(report.comparisons.length, 'test')} with ${counted(requests, 'request')} compared`,
  ].join(', ')
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
