import type { Row } from '../conformance/suite.ts'
import type { Style } from './style.ts'

/** Most failures shown of a suite, and most notes that say the same. */
const SHOWN = 20
const NAME_WIDTH = 50

/** First line of the table. */
export const tableHead = (style: Style): string =>
  style.strong(line('suite', ['passed', 'failed', 'not applicable', 'wall time']))

/** The line of a suite that has run. */
export const tableRow = ({ suite, passed, failed, notApplicable, elapsedMs }: Row, style: Style): string => {
  const text = line(suite, [passed, failed, notApplicable, `${(elapsedMs / 1000).toFixed(1)} s`].map(String))
  return failed > 0 ? style.bad(text) : text
}

/** The line of a suite that cannot run here. */
export const tableSkip = (suite: string, reason: string, style: Style): string =>
  style.odd(`${suite.padEnd(NAME_WIDTH)}  skipped: ${reason}`)

/** Under the table: what failed, and what did not count and why; tests with the same reason on one line. */
export const tableNotes = (rows: readonly Row[], style: Style): string =>
  rows
    .flatMap(({ suite, failures, notes }) => [
      ...(failures.length + notes.length === 0 ? [] : ['', style.strong(suite)]),
      ...failures.slice(0, SHOWN).map(failure => `  ${style.bad('failed')} ${failure}`),
      ...(failures.length > SHOWN ? [`  … and ${failures.length - SHOWN} more`] : []),
      ...byReason(notes).map(note => `  ${style.odd('not applicable')} ${note}`),
    ])
    .join('\n')

const line = (suite: string, cells: readonly string[]): string =>
  [suite.padEnd(NAME_WIDTH), ...cells.map((cell, index) => cell.padStart([8, 8, 15, 10][index] ?? 0))].join('')

/** `a: why` and `b: why` as `a, b: why`. */
const byReason = (notes: readonly string[]): readonly string[] => {
  const reasons = new Map<string, string[]>()
  for (const note of notes) {
    const at = note.indexOf(': ')
    const reason = at === -1 ? note : note.slice(at + 2)
    reasons.set(reason, [...(reasons.get(reason) ?? []), ...(at === -1 ? [] : [note.slice(0, at)])])
  }
  return [...reasons].map(([reason, ids]) => (ids.length === 0 ? reason : `${ids.join(', ')}: ${reason}`))
}
