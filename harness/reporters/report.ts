import type { Outcome } from '../run.ts'

/** One cell that has ended, as a reporter needs it. Plain data: it crosses process borders. */
export type CellReport = {
  readonly file: string
  readonly line: number
  /** Description and label. */
  readonly title: string
  readonly backend: string
  readonly outcome: Outcome
  readonly durationMs: number
  /** The command that runs this cell again. */
  readonly repeat: string
}

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

/** The reports by what a key says of each, in order of first appearance. */
export const grouped = (
  reports: readonly CellReport[],
  key: (report: CellReport) => string,
): readonly (readonly [string, readonly CellReport[]])[] => {
  const groups = new Map<string, CellReport[]>()
  for (const report of reports) {
    const group = groups.get(key(report))
    if (group === undefined) groups.set(key(report), [report])
    else group.push(report)
  }
  return [...groups]
}
