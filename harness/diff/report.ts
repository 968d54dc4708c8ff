import type { KnownDivergence } from '../divergences/known.ts'
import type { Difference } from './compare.ts'
import type { Pair } from './pairs.ts'

/** A difference where it was found. */
export type FoundDifference = Difference & {
  /** Number of the request in its test, from 1, and its first line. */
  readonly stage: number
  readonly request: string
  /** The listed divergence that it is. */
  readonly explanation?: KnownDivergence
}

/** A test on a pair of backends. */
export type Comparison = {
  readonly pair: Pair
  readonly file: string
  readonly line: number
  readonly title: string
  readonly requestCount: number
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

/** How many requests and differences there are, in words; the same words in each format. */
export const diffTotals = (report: DiffReport): string => {
  const requests = report.comparisons.reduce((all, { requestCount }) => all + requestCount, 0)
  const all = report.comparisons.flatMap(({ differences }) => differences)
  const open = unexplained(report).length
  const explained = all.length - open
  return [
    `${open} unexplained difference${open === 1 ? '' : 's'}`,
    ...(explained > 0 ? [`${explained} explained`] : []),
    ...(report.stale.length > 0 ? [`${report.stale.length} stale`] : []),
    ...(report.skipped.length > 0 ? [`${report.skipped.length} skipped`] : []),
    `${report.comparisons.length} tests with ${requests} requests compared`,
  ].join(', ')
}
