import type { Outcome } from '../run/run.ts'
import type { Forced } from '../run/selection.ts'

/** One cell that has ended, as a reporter needs it. Plain data: it crosses process borders. */
export type CellReport = {
  /** The test's id, as go-ftw writes it: `920100-4`. */
  readonly id: string
  readonly file: string
  readonly line: number
  /** Description and label. */
  readonly title: string
  readonly backend: string
  /** What the run calls the rule set, where it names several. */
  readonly crs?: string
  readonly outcome: Outcome
  /** How the configuration of go-ftw said that it ends, without being sent. */
  readonly forced?: Forced['as']
  /** True for a test that was to fail. */
  readonly failsAsExpected: boolean
  /** Ids of the rules that logged, for each stage that was sent; of a stage sent twice, the second time. */
  readonly triggered: readonly (readonly number[])[]
  readonly durationMs: number
  /** The command that runs this cell again. */
  readonly repeat: string
  /** What of its rules has no effect; told with the first cell of a setup. */
  readonly notices?: readonly ToldNotice[]
}

/** A notice as text, with its kind. */
export type ToldNotice = { readonly code: string; readonly text: string }

/** Where a report stands among the backends that is about a file that could not be read. */
export const NO_BACKEND = 'unread'

/** How many cells ended which way. */
export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly broken: number
}

/** Which total an outcome counts to. */
export const totalOf = ({ outcome }: Outcome): keyof Totals => (outcome === 'unexpectedly passed' ? 'failed' : outcome)

/** How many reports there are of each kind. */
export const totals = (reports: readonly CellReport[]): Totals => {
  const count = (kind: keyof Totals): number => reports.filter(({ outcome }) => totalOf(outcome) === kind).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), broken: count('broken') }
}

/** Reports, or what else, by what a key says of each, in order of first appearance. */
export const grouped = <Report>(
  reports: readonly Report[],
  key: (report: Report) => string,
): readonly (readonly [string, readonly Report[]])[] => {
  const groups = new Map<string, Report[]>()
  for (const report of reports) {
    const group = groups.get(key(report))
    if (group === undefined) groups.set(key(report), [report])
    else group.push(report)
  }
  return [...groups]
}
