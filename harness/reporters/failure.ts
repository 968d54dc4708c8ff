import type { FailedStage } from '../run/run.ts'
import type { Shortfall } from '../scenario/expectations/expectation.ts'
import type { CellReport } from './report.ts'
import type { Style } from './style.ts'

/** Most log lines shown of a failure; the middle of a longer log is left out. */
const LOG_LIMIT_LINES = 40

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

const stageLines = ({ stage, request, shortfalls, log, calls, died }: FailedStage, style: Style): readonly string[] => [
  `  ${style.faint(`stage ${stage}:`)} ${request}`,
  ...shortfalls.flatMap(shortfall => shortfallLines(shortfall, style)),
  ...(died === undefined ? [] : [`    ${style.bad('the engine died:')} ${died}`]),
  `  ${style.faint('log')}`,
  ...(log.length === 0 ? ['    (no lines)'] : shortened(log).map(text => `    ${text}`)),
  `  ${style.faint('the scorer saw')}`,
  ...(calls.length === 0 ? ['    (no calls)'] : calls.map(({ asked, answered }) => `    ${asked} → ${answered}`)),
]

/** What was wanted and what there was. */
export const shortfallLines = ({ key, expected, actual }: Shortfall, style: Style): readonly string[] => [
  `    ${key}`,
  `      expected: ${style.good(expected)}`,
  `      actual:   ${style.bad(actual)}`,
]

/** The lines, without the middle where they are many. */
export const shortened = (log: readonly string[]): readonly string[] => {
  if (log.length <= LOG_LIMIT_LINES) return log
  const half = LOG_LIMIT_LINES / 2
  return [...log.slice(0, half), `… ${log.length - LOG_LIMIT_LINES} lines …`, ...log.slice(-half)]
}

const indented = (text: string): string => text.replace(/^/gm, '  ')
