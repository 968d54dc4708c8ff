import type { Load, Measured } from './run-bench.ts'

/** What a run of the benchmark says, as it is kept. */
export type BenchReport = {
  readonly title: string
  readonly percents: Readonly<Record<string, number>>
  readonly cpuUs: Measured
}

/** The report of a run. */
export const benchReport = (title: string, loads: readonly Load[], cpuUs: Measured): BenchReport => ({
  title,
  percents: Object.fromEntries(loads.map(({ kind, percent }) => [kind, percent])),
  cpuUs,
})

/** A table: CPU per request of each contestant, and how much of each the emulator needs; `before` is an older report. */
export const benchTable = (report: BenchReport, before?: BenchReport): string => {
  const names = Object.keys(Object.values(report.cpuUs)[0] ?? {})
  const [own = '', ...others] = names
  const head = [
    '',
    ...names.map(name => `${name} µs`),
    ...others.map(name => `÷ ${name}`),
    ...(before ? ['÷ before'] : []),
  ]
  const row = (kind: string, of: (name: string) => number, old: number | undefined): readonly string[] => [
    kind,
    ...names.map(name => of(name).toFixed(0)),
    ...others.map(name => (of(own) / of(name)).toFixed(2)),
    ...(before ? [old === undefined ? '–' : (of(own) / old).toFixed(2)] : []),
  ]
  const kinds = Object.keys(report.cpuUs)
  const rows = kinds.map(kind => row(kind, name => report.cpuUs[kind]?.[name] ?? 0, before?.cpuUs[kind]?.[own]))
  const overall = row('overall', name => sum(report, name), before && sum(before, own))
  const means = others.map(name => geometricMean(kinds.map(kind => ratio(report, kind, own, name))).toFixed(2))
  const mean = ['geometric mean', ...names.map(() => ''), ...means]
  return [report.title, ...aligned([head, ...rows, overall, mean])].join('\n')
}

/** Of a request of the mix. */
const sum = ({ cpuUs, percents }: BenchReport, name: string): number =>
  Object.entries(cpuUs).reduce((total, [kind, of]) => total + ((of[name] ?? 0) * (percents[kind] ?? 0)) / 100, 0)

const ratio = ({ cpuUs }: BenchReport, kind: string, own: string, other: string): number =>
  (cpuUs[kind]?.[own] ?? 0) / (cpuUs[kind]?.[other] ?? 1)

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((total, value) => total + Math.log(value), 0) / values.length)

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
