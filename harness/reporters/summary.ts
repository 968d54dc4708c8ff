import { failureText } from './failure.ts'
import { type CellReport, grouped, totalOf, totals } from './report.ts'
import { PLAIN, type Style } from './style.ts'
import { shortPath, wrapped } from './wrap.ts'

/** One file's result: its totals on a line, under it what did not pass. */
export const fileText = (file: string, reports: readonly CellReport[], style: Style): string => {
  const all = totals(reports)
  const time = duration(sum(reports))
  const mark = all.failed + all.broken > 0 ? style.bad('✗') : all.passed > 0 ? style.good('✓') : style.odd('↓')
  const skips = grouped(
    reports.filter(({ outcome }) => outcome.outcome === 'skipped'),
    ({ outcome }) => (outcome.outcome === 'skipped' ? outcome.reason : ''),
  )
  return [
    `${mark} ${shown(file, style, counts(reports, PLAIN).length + time.length)}  ${counts(reports, style)}  ${style.faint(time)}`,
    ...reports
      .filter(({ outcome }) => ['failed', 'broken'].includes(totalOf(outcome)))
      .flatMap(({ title }) => item('✗', title, style.bad, style)),
    ...skips.flatMap(([reason, skipped]) => item('↓', `${skipped.length} skipped: ${reason}`, style.odd, style)),
    ...unjudgedLines(reports, style),
    ...deathLines(reports, style),
  ].join('\n')
}

/** A path with room for so many columns behind it; a short one is given whole. */
const shown = (path: string, { width, medium }: Style, columns: number): string =>
  medium === 'terminal' ? shortPath(path, width - columns - 6) : path

/** Which expectations of tests that passed were left out, by their reason. */
const unjudgedLines = (reports: readonly CellReport[], style: Style): readonly string[] => {
  const left = reports.flatMap(({ outcome }) => (outcome.outcome === 'passed' ? (outcome.unjudged ?? []) : []))
  return [...new Set(left.map(({ reason }) => reason))].flatMap(reason => {
    const keys = left.filter(one => one.reason === reason).flatMap(one => one.keys)
    const text = `${keys.length} expectations not judged (${[...new Set(keys)].join(', ')}): ${reason}`
    return item('↓', text, style.odd, style)
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

/** A line below a file's own, behind a mark; on a terminal it is broken where it must be. */
const item = (
  mark: string,
  text: string,
  paint: (text: string) => string,
  { width, medium }: Style,
): readonly string[] => {
  const lines = medium === 'terminal' ? wrapped(`    ${mark} `, text, width) : [`    ${mark} ${text}`]
  return lines.map((line, index) => (index === 0 ? line.replace(mark, () => paint(mark)) : line))
}

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

/** Totals by backend, and by rule set where the run names several, one line each, and under them the time that all of it took. */
export const totalsText = (reports: readonly CellReport[], elapsedMs: number, style: Style): string => {
  const groups = grouped(reports, ({ backend, crs }) => (crs === undefined ? backend : `${backend}, CRS ${crs}`))
  const width = Math.max(...groups.map(([backend]) => backend.length))
  return [
    ...groups.map(([backend, group]) => `${style.strong(backend.padEnd(width))}  ${counts(group, style)}`),
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

const sum = (reports: readonly CellReport[]): number => reports.reduce((all, { durationMs }) => all + durationMs, 0)

const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
