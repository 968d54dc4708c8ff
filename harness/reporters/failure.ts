import type { Call } from '../run/evidence.ts'
import type { FailedStage } from '../run/run.ts'
import type { Shortfall } from '../scenario/expectations/expectation.ts'
import { logLayout } from './log-layout.ts'
import type { CellReport } from './report.ts'
import type { Style } from './style.ts'
import { wrapped } from './wrap.ts'

/**
 * The whole message of a cell that failed: the scenario's place, expected and actual, the log lines, what the
 * scoring server saw, and the command that repeats it. Undefined for a cell that has nothing to say.
 */
export const failureText = (report: CellReport, style: Style): string | undefined => {
  const { outcome, file, line, title, repeat } = report
  const again = `  ${style.faint('repeat:')} ${repeat}`
  switch (outcome.outcome) {
    case 'failed':
      return [
        `${style.strong(`${file}:${outcome.failure.line}`)} ${title}`,
        ...stageLines(outcome.failure, style),
        again,
      ].join('\n')
    case 'unexpectedly passed':
      return [
        `${style.strong(`${file}:${line}`)} ${title}`,
        ...(outcome.listedIn === undefined
          ? [
              `  passes, but is expected to fail: ${outcome.reason}`,
              '  if it is right that it passes now, take expect_failure away',
            ]
          : [
              `  the divergence listed in ${outcome.listedIn} does not occur: ${outcome.reason}`,
              '  if it is right that it is gone, take the entry away',
            ]),
        again,
      ].join('\n')
    case 'broken':
      return [`${style.strong(`${file}:${line}`)} ${title}`, indented(outcome.message), again].join('\n')
    default:
      return undefined
  }
}

const stageLines = (
  { stage, repetition, request, shortfalls, log, calls, died }: FailedStage,
  style: Style,
): readonly string[] => [
  ...wrapped(`  stage ${stage}${repetition === undefined ? '' : `, time ${repetition}`}: `, request, style.width).map(
    (text, index) => (index === 0 ? text.replace(/stage \d+(?:, time \d+)?:/, words => style.faint(words)) : text),
  ),
  ...shortfalls.flatMap(shortfall => shortfallLines(shortfall, style)),
  ...(died === undefined ? [] : [`    ${style.bad('the engine died:')} ${died}`]),
  `  ${style.faint('log')}`,
  ...logLayout(log, style),
  `  ${style.faint('the scorer saw')}`,
  ...callLines(calls, style),
]

/** What the scoring server was asked and answered. */
export const callLines = (calls: readonly Call[], style: Style): readonly string[] =>
  calls.length === 0
    ? ['    (no calls)']
    : calls.flatMap(({ asked, answered }) => wrapped('    ', `${asked} → ${answered}`, style.width))

/** What was wanted and what there was. */
export const shortfallLines = ({ key, expected, actual }: Shortfall, style: Style): readonly string[] => [
  `    ${key}`,
  ...valueLines('      expected: ', expected, style, style.good),
  ...valueLines('      actual:   ', actual, style, style.bad),
]

const valueLines = (head: string, text: string, style: Style, paint: (text: string) => string): readonly string[] =>
  wrapped(head, text, style.width).map(line => `${line.slice(0, head.length)}${paint(line.slice(head.length))}`)

const indented = (text: string): string => text.replace(/^/gm, '  ')
