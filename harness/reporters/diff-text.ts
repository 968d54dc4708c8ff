import {
  type Answers,
  type Comparison,
  type DiffReport,
  diffTotals,
  type FoundDifference,
  unseenReasons,
} from '../diff/report.ts'
import { readable } from '../run/evidence.ts'
import type { Style } from './style.ts'

/** What one test came to on a pair of backends, for a terminal: each request with what became of it, and what differs. */
export const comparisonText = ({ pair, file, line, title, answers, differences }: Comparison, style: Style): string => {
  const open = differences.filter(({ explanation }) => explanation === undefined)
  const mark = open.length > 0 ? style.bad('✗') : style.good('✓')
  return [
    `${mark} ${file}:${line} ${title}  ${style.faint(`${pair.one} | ${pair.other}`)}`,
    ...answers.flatMap((answer, index) => [
      `    ${style.faint(`request ${index + 1}:`)} ${answer.request}  ${style.faint('→')} ${answersText(answer)}`,
      ...differences.filter(({ stage }) => stage === index + 1).flatMap(found => differenceLines(found, pair, style)),
    ]),
  ].join('\n')
}

/** Status and rules, once where both are the same: `403, rules 942100 949110`. */
export const answersText = ({ status, rules }: Answers): string => {
  const [one, other] = [rulesText(rules.one), rulesText(rules.other)]
  const statusText = status.one === status.other ? status.one : `${status.one} | ${status.other}`
  return `${statusText}, ${one === other ? one : `${one} | ${other}`}`
}

const rulesText = (ids: readonly number[]): string => (ids.length === 0 ? 'no rules' : `rules ${ids.join(' ')}`)

/** The end of a comparison: what was skipped, what is stale, and the totals. */
export const diffEndText = (report: DiffReport, style: Style): string => {
  const reasons = new Map<string, number>()
  for (const { reason } of report.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return [
    ...[...reasons].map(([reason, count]) => `${style.odd('↓')} ${count} skipped: ${reason}`),
    ...unseenReasons(report).map(
      ([reason, count]) => `${style.odd('↓')} not compared in ${count} of the tests: ${reason}`,
    ),
    ...report.stale.map(
      ({ name, scenario, test, differs = [] }) =>
        `${style.bad('STALE')} ${name} ${scenario?.shown} "${test}" no longer differs in ${differs.join(', ')}: take the entry away`,
    ),
    style.strong(diffTotals(report)),
  ].join('\n')
}

const differenceLines = (found: FoundDifference, pair: Comparison['pair'], style: Style): readonly string[] => {
  const width = Math.max(pair.one.length, pair.other.length) + 1
  const { explanation } = found
  return [
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
