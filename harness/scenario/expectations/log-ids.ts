import { z } from 'zod'
import { expectation } from './expectation.ts'
import { loggedIds } from './logged-ids.ts'

const ruleIds = z.array(z.number().int())

/** `log.expect_ids`: each of these rules has logged. */
export const expect_ids = expectation({
  key: 'log.expect_ids',
  schema: ruleIds.describe('Rules that must have logged.'),
  about: 'log',
  check: (output, { log }) => {
    const logged = loggedIds(log)
    const missing = (output.log?.expect_ids ?? []).filter(id => !logged.includes(id))
    return missing.length === 0 ? [] : [{ key: 'log.expect_ids', expected: missing.join(', '), actual: listed(logged) }]
  },
})

/** `log.no_expect_ids`: none of these rules has logged. */
export const no_expect_ids = expectation({
  key: 'log.no_expect_ids',
  schema: ruleIds.describe('Rules that must not have logged.'),
  about: 'log',
  check: (output, { log }) => {
    const logged = loggedIds(log)
    const unwanted = (output.log?.no_expect_ids ?? []).filter(id => logged.includes(id))
    return unwanted.length === 0
      ? []
      : [{ key: 'log.no_expect_ids', expected: `no ${unwanted.join(', ')}`, actual: listed(logged) }]
  },
})

/** `isolated`: the one rule of `log.expect_ids` has logged, and no other (as go-ftw has it). */
export const isolated = expectation({
  key: 'isolated',
  schema: z.boolean().describe('True: the one rule of log.expect_ids, and no other, has logged.'),
  about: 'log',
  check: (output, { log }) => {
    if (output.isolated !== true) return []
    const wanted = output.log?.expect_ids ?? []
    const logged = loggedIds(log)
    if (wanted.length === 1 && logged.length === 1 && logged[0] === wanted[0]) return []
    const expected = wanted.length === 1 ? `${wanted.join()} alone` : 'exactly one id in log.expect_ids'
    return [{ key: 'isolated', expected, actual: listed(logged) }]
  },
})

/** `no_alerts`: no rule has logged. */
export const no_alerts = expectation({
  key: 'no_alerts',
  schema: z.boolean().describe('True: no rule has logged.'),
  about: 'log',
  check: (output, { log }) => {
    const logged = loggedIds(log)
    if (output.no_alerts !== true || logged.length === 0) return []
    return [{ key: 'no_alerts', expected: 'no rule has logged', actual: listed(logged) }]
  },
})

const listed = (ids: readonly number[]): string => (ids.length === 0 ? 'no rule has logged' : ids.join(', '))
