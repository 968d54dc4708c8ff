import { type Comparison, type DiffReport, diffTotals, type FoundDifference, unseenReasons } from '../diff/report.ts'
import { answersText, placeText, valueText } from './diff-text.ts'

/** The differences as Markdown for a pull request: tests that differ, each with a table; the others with what became of their requests. */
export const diffMarkdown = (report: DiffReport): string =>
  [
    `### wafrig diff: ${diffTotals(report)}`,
    ...report.comparisons.filter(({ differences }) => differences.length > 0).flatMap(section),
    ...equalTests(report.comparisons.filter(({ differences }) => differences.length === 0)),
    ...(report.stale.length === 0
      ? []
      : [
          '',
          '**Stale divergences**, which no longer occur:',
          '',
          ...report.stale.map(
            ({ name, scenario, test = '', differs = [] }) =>
              `- ${code(name)}: ${code(scenario?.shown ?? '')} ${text(test)} (${differs.map(code).join(', ')})`,
          ),
        ]),
    ...(unseenReasons(report).length === 0
      ? []
      : [
          '',
          '**Not compared**',
          '',
          ...unseenReasons(report).map(([reason, count]) => `- in ${count} of the tests: ${text(reason)}`),
        ]),
    ...(report.skipped.length === 0
      ? []
      : ['', '**Skipped**', '', ...report.skipped.map(({ title, reason }) => `- ${text(title)}: ${text(reason)}`)]),
  ].join('\n')

const equalTests = (equal: readonly Comparison[]): readonly string[] =>
  equal.length === 0
    ? []
    : [
        '',
        `<details><summary>${equal.length} without a difference</summary>`,
        '',
        ...equal.map(({ file, line, title, answers }) => {
          const all = answers.map(answer => text(answersText(answer))).join('; ')
          return `- ${code(`${file}:${line}`)} ${text(title)}: ${all}`
        }),
        '',
        '</details>',
      ]

const section = ({ pair, file, line, title, answers, differences }: Comparison): readonly string[] => [
  '',
  `#### ${code(`${file}:${line}`)} ${text(title)}`,
  '',
  ...answers.map((answer, index) => `${index + 1}. ${code(answer.request)}: ${text(answersText(answer))}`),
  '',
  `| | where | ${text(pair.one)} | ${text(pair.other)} | why |`,
  '| --- | --- | --- | --- | --- |',
  ...differences.map(row),
]

const row = (found: FoundDifference): string => {
  const { explanation, stage, one, other } = found
  const mark = explanation === undefined ? '❌' : 'known'
  const cells = [
    mark,
    `${stage}: ${text(placeText(found))}`,
    code(valueText(one)),
    code(valueText(other)),
    text(explanation?.reason ?? ''),
  ]
  return `| ${cells.join(' | ')} |`
}

/** Text that Markdown and HTML take as text: payloads are hostile. */
const text = (value: string): string =>
  value.replace(/[\\`*_{}[\]()#+!|<>&~-]/g, character => `&#${character.charCodeAt(0)};`)

/** Text in a code element; a fence of backticks cannot hold a pipe or end of its own in a table. */
const code = (value: string): string => `<code>${text(value)}</code>`
