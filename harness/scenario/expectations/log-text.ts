import type { LogLine } from '../../waf/waf.ts'
import { patternOf, patternSchema } from '../pattern.ts'
import { expectation } from './expectation.ts'

/** `log.match_regex`: the log, its lines joined by newlines, matches. */
export const match_regex = expectation({
  key: 'log.match_regex',
  formerly: 'log_contains',
  schema: patternSchema.describe('Must match the log.'),
  about: 'log',
  textual: ['match_regex', 'log_contains'],
  check: (output, { log }) => {
    const wanted = output.log?.match_regex
    if (wanted === undefined || patternOf(wanted).test(whole(log))) return []
    return [{ key: 'log.match_regex', expected: `/${wanted}/`, actual: `no match in ${counted(log.length)}` }]
  },
})

/** `log.no_match_regex`: the log does not match. */
export const no_match_regex = expectation({
  key: 'log.no_match_regex',
  formerly: 'no_log_contains',
  schema: patternSchema.describe('Must not match the log.'),
  about: 'log',
  textual: ['no_match_regex', 'no_log_contains'],
  check: (output, { log }) => {
    const unwanted = output.log?.no_match_regex
    if (unwanted === undefined) return []
    const pattern = patternOf(unwanted)
    if (!pattern.test(whole(log))) return []
    const culprit = log.find(({ raw }) => pattern.test(raw))?.raw ?? 'a match across lines'
    return [{ key: 'log.no_match_regex', expected: `no match of /${unwanted}/`, actual: culprit }]
  },
})

const whole = (log: readonly LogLine[]): string => log.map(({ raw }) => raw).join('\n')

const counted = (count: number): string => (count === 1 ? '1 line' : `${count} lines`)
