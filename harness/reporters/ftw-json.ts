import type { Forced } from '../run/selection.ts'
import { type CellReport, totalOf } from './report.ts'
import type { RunReporter } from './reporter.ts'

/**
 * A run in the JSON that `ftw run -o json` of go-ftw 2.5 writes, less its line breaks: ids by how their tests ended,
 * times in nanoseconds, and the rules that each stage triggered. A test on several backends has one entry for each.
 * `total-time` is the sum of the tests' times. What is broken counts as failed; what must fail and does, as ignored.
 */
export const ftwJson: RunReporter = {
  name: 'ftw-json',
  reader: 'program',
  writes: 'anywhere',
  shows: 'outcomes',
  end: reports => json(reports),
}

const json = (reports: readonly CellReport[]): string => {
  const ids = (wanted: (report: CellReport) => boolean): readonly string[] => reports.filter(wanted).map(({ id }) => id)
  const kind = ({ outcome }: CellReport) => totalOf(outcome)
  const isForced = (as: Forced['as']) => (report: CellReport) => report.forced === as
  const isFree = ({ forced }: CellReport) => forced === undefined
  const nanoseconds = (ms: number): number => Math.round(ms * 1e6)
  const ran = reports.filter(report => isFree(report) && kind(report) !== 'skipped')
  return JSON.stringify({
    run: reports.filter(report => !isFree(report) || kind(report) !== 'skipped').length,
    success: ids(report => isFree(report) && kind(report) === 'passed' && !report.failsAsExpected),
    failed: ids(report => isFree(report) && (kind(report) === 'failed' || kind(report) === 'broken')),
    skipped: ids(report => isFree(report) && kind(report) === 'skipped'),
    ignored: ids(report => isForced('ignored')(report) || (kind(report) === 'passed' && report.failsAsExpected)),
    'forced-pass': ids(isForced('pass')),
    'forced-fail': ids(isForced('fail')),
    runtime: Object.fromEntries(ran.map(({ id, durationMs }) => [id, nanoseconds(durationMs)])),
    'total-time': nanoseconds(ran.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    'triggered-rules': Object.fromEntries(ran.map(({ id, triggered }) => [id, triggered])),
  })
}
