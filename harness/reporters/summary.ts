import { failureText } from './failure.ts'
import { type CellReport, grouped, NO_BACKEND, totalOf, totals } from './report.ts'
import type { Style } from './style.ts'

/** One file's result: its totals on a line, under it what did not pass. */
export const fileText = (file: string, reports: readonly CellReport[], style: Style): string => {
  const all = totals(reports)
  const mark = all.failed + all.broken > 0 ? style.bad('✗') : all.passed > 0 ? style.good('✓') : style.odd('↓')
  const skips = grouped(
    reports.filter(({ outcome }) => outcome.outcome === 'skipped'),
    ({ outcome }) => (outcome.outcome === 'skipped' ? outcome.reason : ''),
  )
  return [
    `${mark} ${file}  ${counts(reports, style)}  ${style.faint(duration(sum(reports)))}`,
    ...reports
      .filter(({ outcome }) => ['failed', 'broken'].includes(totalOf(outcome)))
      .map(({ title }) => `    ${style.bad('✗')} ${title}`),
    ...skips.map(([reason, skipped]) => `    ${style.odd('↓')} ${skipped.length} skipped: ${reason}`),
    ...unjudgedLines(reports, style),
    ...deathLines(reports, style),
  ].join('\n')
}

/** Which expectations of tests that passed were left out, by their reason. */
const unjudgedLines = (reports: readonly CellReport[], style: Style): readonly string[] => {
  const left = reports.flatMap(({ outcome }) => (outcome.outcome === 'passed' ? (outcome.unjudged ?? []) : []))
  return [...new Set(left.map(({ reason }) => reason))].map(reason => {
    const keys = left.filter(one => one.reason === reason).flatMap(one => one.keys)
    return `    ${style.odd('↓')} ${keys.length} expectations not judged (${[...new Set(keys)].join(', ')}): ${reason}`
  })
}

/** Where tests that passed ended an engine's process: a server in use would go on with one that is started anew. */
const deathLines = (reports: readonly CellReport[], style: Style): readonly string[] =>
  reports.flatMap(({ outcome, file }) =>
    outcome.outcome === 'passed'
      ? (outcome.deaths ?? []).map(
          ({ line, died }) =>
            `    ${style.bad('✗ the engine died')} of ${file}:${line}, in a test that passed: ${died}`,
        )
      : [],
  )

/** All failures in full; what broke several cells the same way is told once. */
export const failuresText = (reports: readonly CellReport[], style: Style): string => {
  const failed = reports.flatMap(report => {
    const text = report.outcome.outcome === 'broken' ? undefined : failureText(report, style)
    return text === undefined ? [] : [`${style.bad('FAILED')} ${text}`]
  })
  const broken = grouped(
    reports.filter(({ outcome }) => outcome.outcome === 'broken'),
    ({ backend, outcome }) => (outcome.outcome === 'broken' ? `${backend}\n${outcome.message}` : ''),
  ).map(([, [first, ...others]]) => {
    if (first === undefined) return ''
    const more = others.length === 0 ? '' : `\n  ${style.faint(`and ${others.length} more for the same reason`)}`
    return `${style.bad('BROKEN')} ${failureText(first, style) ?? ''}${more}`
  })
  return [...failed, ...broken].join('\n\n')
}

/** Totals by backend, one line each, and the time all of it took. */
export const totalsText = (reports: readonly CellReport[], elapsedMs: number, style: Style): string => {
  const groups = grouped(reports, ({ backend }) => backend)
  const width = Math.max(...groups.map(([backend]) => backend.length))
  return [
    ...groups.map(
      ([backend, group]) =>
        `${style.strong(backend.padEnd(width))}  ${counts(group, style)}  ${style.faint(`in ${duration(sum(group))}${firstVerdict(group)}`)}`,
    ),
    `${reports.length} test${reports.length === 1 ? '' : 's'} in ${duration(elapsedMs)}`,
  ].join('\n')
}

/** `1 passed, 2 failed as expected, …`: told apart are tests that were to fail and did, and those that could not fail. */
const counts = (reports: readonly CellReport[], style: Style): string => {
  const { passed, failed, broken, skipped } = totals(reports)
  const expected = reports.filter(one => one.failsAsExpected && one.outcome.outcome === 'passed').length
  const empty = reports.filter(({ outcome }) => outcome.outcome === 'passed' && outcome.checksNothing === true).length
  return [
    ...(passed > expected ? [style.good(`${passed - expected} passed`)] : []),
    ...(empty > 0 ? [style.odd(`${empty} of them ${empty === 1 ? 'checks' : 'check'} nothing`)] : []),
    ...(expected > 0 ? [style.good(`${expected} failed as expected`)] : []),
    ...(failed > 0 ? [style.bad(`${failed} failed`)] : []),
    ...(broken > 0 ? [style.bad(`${broken} broken`)] : []),
    ...(skipped > 0 ? [style.odd(`${skipped} skipped`)] : []),
  ].join(', ')
}

/** How long the first test took, with the start of its WAF. */
const firstVerdict = (reports: readonly CellReport[]): string => {
  const first = reports.find(({ outcome, backend }) => outcome.outcome !== 'skipped' && backend !== NO_BACKEND)
  return first === undefined ? '' : `, first verdict after ${duration(first.durationMs)}`
}

const sum = (reports: readonly CellReport[]): number => reports.reduce((all, { durationMs }) => all + durationMs, 0)

const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
