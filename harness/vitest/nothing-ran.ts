import type { CellReport } from '../reporters/report.ts'

/** Why the tests of a file say nothing, all of which have been started: none ran, or none that ran expects anything. */
export const nothingRan = (reports: readonly CellReport[]): string | undefined => {
  const outcomes = reports.map(({ outcome }) => outcome)
  if (outcomes.every(({ outcome }) => outcome === 'skipped')) {
    return 'every test was skipped, so nothing was tested [NOTHING_RAN]'
  }
  const isEmpty = outcomes.every(
    one => one.outcome === 'skipped' || (one.outcome === 'passed' && one.checksNothing === true),
  )
  return isEmpty ? 'no test that ran checks anything [NOTHING_RAN]' : undefined
}

/** How many tests were skipped, reason by reason, a line each. */
export const skipLines = (reports: readonly CellReport[]): readonly string[] => {
  const reasons = reports.flatMap(({ outcome }) => (outcome.outcome === 'skipped' ? [outcome.reason] : []))
  return [...new Set(reasons)].map(reason => `${reasons.filter(one => one === reason).length} skipped: ${reason}`)
}
