import { type Comparison, type DiffReport, diffTotals, type FoundDifference } from '../diff/report.ts'
import { readable } from '../run/evidence.ts'
import type { Style } from './style.ts'

/** What one test came to on a pair of backends, for a terminal. */
export const comparisonText = ({ pair, file, line, title, differences }: Comparison, style: Style): string => {
  const open = differences.filter(({ explanation }) => explanation === undefined)
  const mark = open.length > 0 ? style.bad('✗') : style.good('✓')
  const heading = `${mark} ${file}:${line} ${title}  ${style.faint(`${pair.one} | ${pair.other}`)}`
  return [
    heading,
    ...differences.flatMap((found, index) => differenceLines(found, differences[index - 1], pair, style)),
  ].join('\n')
}

/** The end of a comparison: what was skipped, what is stale, and the totals. */
export const diffEndText = (report: DiffReport, style: Style): string => {
  const reasons = new Map<string, number>()
  for (const { reason } of report.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return [
    ...[...reasons].map(([reason, count]) => `${style.odd('↓')} ${count} skipped: ${reason}`),
    ...report.stale.map(
      ({ name, scenario, test, differs = [] }) =>
        `${style.bad('STALE')} ${name} ${scenario?.shown} "${test}" no longer differs in ${differs.join(', ')}: take the entry away`,
    ),
    style.strong(diffTotals(report)),
  ].join('\n')
}

const differenceLines = (
  found: FoundDifference,
  before: FoundDifference | undefined,
  pair: Comparison['pair'],
  style: Style,
): readonly string[] => {
  const width = Math.max(pair.one.length, pair.other.length) + 1
  const isNew = before?.stage !== found.stage
  const { explanation } = found
  return [
    ...(isNew ? [`    ${style.faint(`request ${found.stage}:`)} ${found.request}`] : []),
    `      ${style.strong(placeText(found))}`,
    `        ${`${pair.one}:`.padEnd(width)} ${style.good(valueText(found.one))}`,
    `        ${`${pair.other}:`.padEnd(width)} ${style.bad(valueText(found.other))}`,
    ...(explanation === undefined
      ? []
      : [`        ${style.odd('known:')} ${explanation.reason} (${explanation.name})`]),
  ]
}

/** Where a difference is, e.g. `rule 942100 at ARGS:id: data`. */
export const placeText = ({ field, rule, at }: FoundDifference): string => {
  const place = [...(rule === undefined ? [] : [`rule ${rule}`]), ...(at === undefined ? [] : [readable(at)])].join(
    ' at ',
  )
  return place === '' ? field : `${place}: ${field}`
}

/** A value for people; one that is not there is said to be absent. */
export const valueText = (value: string | undefined): string => (value === undefined ? '(absent)' : readable(value))
