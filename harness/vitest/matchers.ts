import { toText } from '../../src/bytes.ts'
import type { ScoreRequest } from '../../src/scoring/contract.ts'
import { transactionSeen } from '../face/open-waf.ts'
import { callLines, shortfallLines } from '../reporters/failure.ts'
import { logLayout } from '../reporters/log-layout.ts'
import { PLAIN, type Style } from '../reporters/style.ts'
import { callOf, loggedLine } from '../run/evidence.ts'
import { type Amount, amountShortfall } from '../scenario/expectations/amount.ts'
import { anomaly_score } from '../scenario/expectations/anomaly-score.ts'
import type { Shortfall } from '../scenario/expectations/expectation.ts'
import { scored } from '../scenario/expectations/scored.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'
import type { WantedAmount, WantedBlock, WantedFields, WantedPairs, WantedQuestion } from './matcher-types.ts'
import { mustBeWanted } from './wanted-of-matchers.ts'

/** What vitest makes of a matcher's answer; `message` is that of the failure, whichever way it was asked. */
type Answer = { readonly pass: boolean; readonly message: () => string }

/** The matchers, for `expect.extend`; whoever imports wafrig/vitest in a test has them already. */
export const matchers = {
  toBeBlocked: (received: unknown, wanted: WantedBlock = {}): Answer => {
    mustBeWanted('toBeBlocked', [wanted])
    const tx = isTransaction(received) ? received : transactionSeen(received)
    const intervention = tx?.intervention
    const status = isTransaction(received) ? intervention?.status : statusOf(received)
    const { status: wantedStatus = tx === undefined ? BLOCKED : undefined, by } = wanted
    if (by !== undefined && tx === undefined) throw new TypeError(LOOK_UP_FIRST)
    const isBlocked = tx === undefined || intervention !== undefined || (!isTransaction(received) && status === BLOCKED)
    const found: Shortfall[] = [
      ...(isBlocked ? [] : [{ key: 'intervention', expected: 'some', actual: 'none is logged' }]),
      ...(wantedStatus === undefined || status === wantedStatus
        ? []
        : [{ key: 'status', expected: String(wantedStatus), actual: String(status ?? 'none') }]),
      ...(by === undefined || intervention?.ruleId === by
        ? []
        : [{ key: 'rule', expected: String(by), actual: String(intervention?.ruleId ?? 'none') }]),
    ]
    return answer(found, `to be blocked`, `status ${status ?? 'none'}`, tx)
  },

  toHaveLogged: (received: unknown, ruleId: number, fields: WantedFields = {}): Answer => {
    mustBeWanted('toHaveLogged', [ruleId, fields])
    const tx = transactionIn(received, 'log')
    const lines = tx.log.filter(({ id }) => id === ruleId)
    const differences = lines.map(line => fieldShortfalls(fields, line))
    const found: readonly Shortfall[] =
      lines.length === 0
        ? [{ key: 'log', expected: `a line of rule ${ruleId}`, actual: loggedIds(tx.log) }]
        : differences.some(each => each.length === 0)
          ? []
          : (differences.sort((one, other) => one.length - other.length)[0] ?? [])
    return answer(found, `to have logged rule ${ruleId}`, `such a line`, tx)
  },

  toHaveAnomalyScore: (
    received: unknown,
    scores: { readonly inbound?: WantedAmount; readonly outbound?: WantedAmount },
  ): Answer => {
    mustBeWanted('toHaveAnomalyScore', [scores])
    const { inbound, outbound } = scores
    const tx = transactionIn(received, 'scores')
    const wanted = {
      ...(inbound === undefined ? {} : { inbound: amount(inbound) }),
      ...(outbound === undefined ? {} : { outbound: amount(outbound) }),
    }
    const found = anomaly_score.check({ anomaly_score: wanted }, exchangeWith(tx))
    return answer(found, 'to have this anomaly score', JSON.stringify(tx.scores), tx)
  },

  toHaveBeenAsked: (received: unknown, wantedQuestion: WantedQuestion = {}): Answer => {
    mustBeWanted('toHaveBeenAsked', [wantedQuestion])
    const { count, ...question } = wantedQuestion
    const asked = questionsIn(received)
    const { args, files, sizes, fields, ...rest } = question
    const pairs = Object.entries({ args, files, sizes, fields }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, writable(value)] as const],
    )
    const wanted = { ...rest, ...Object.fromEntries(pairs) }
    const differences = asked.map(one => scored.check({ scored: wanted }, exchangeWith({ scored: [one] })))
    const fitting = differences.filter(each => each.length === 0).length
    const nearest = [...differences].sort((one, other) => one.length - other.length)[0]
    const found: readonly Shortfall[] =
      count !== undefined
        ? amountShortfall('questions that fit', amount(count), fitting)
        : fitting > 0
          ? []
          : (nearest ?? [{ key: 'questions', expected: 'at least one', actual: 'none' }])
    return answer(found, 'the scoring server to have been asked', `${fitting} such questions`, { scored: asked })
  },
} as const

/** The status of a block whose transaction is not known, or whose rule has not logged it. */
const BLOCKED = 403

const LOOK_UP_FIRST =
  'the transaction of this response is not known yet: expect(await waf.transactionOf(response)), or look it up before'

/** What a matcher looks at: a transaction, or an exchange, which has the same. */
type Looked = Pick<Exchange, 'log' | 'scored' | 'scores'> &
  Pick<Partial<Exchange>, 'unknown'> & {
    readonly intervention?: { readonly status?: number; readonly ruleId?: number }
  }

const isTransaction = (value: unknown): value is Looked =>
  typeof value === 'object' && value !== null && 'log' in value && 'scored' in value && 'scores' in value

/** The transaction that is meant. Throws where there is none, and where what is asked for cannot be seen. */
const transactionIn = (received: unknown, about: 'log' | 'scored' | 'scores'): Looked => {
  const tx = isTransaction(received) ? received : transactionSeen(received)
  if (tx === undefined) {
    const isResponse = typeof received === 'object' && received !== null && 'headers' in received
    throw new TypeError(isResponse ? LOOK_UP_FIRST : 'wanted a transaction: await waf.transactionOf(response)')
  }
  const why = tx.unknown?.[about]
  if (why !== undefined) throw new TypeError(`this cannot be judged: ${why}`)
  return tx
}

const questionsIn = (received: unknown): readonly ScoreRequest[] => {
  if (
    typeof received === 'object' &&
    received !== null &&
    'asked' in received &&
    typeof received.asked === 'function'
  ) {
    return received.asked()
  }
  return transactionIn(received, 'scored').scored
}

/** The status of a response of whatever client: a number, or a function that gives it. */
const statusOf = (received: unknown): number => {
  if (typeof received === 'object' && received !== null) {
    for (const name of ['status', 'statusCode']) {
      const value: unknown = Reflect.get(received, name)
      const status: unknown = typeof value === 'function' ? value.call(received) : value
      if (typeof status === 'number') return status
    }
  }
  throw new TypeError('wanted a response with a status, or a transaction')
}

const fieldShortfalls = ({ tags = [], ...fields }: WantedFields, line: LogLine): readonly Shortfall[] => [
  ...Object.entries(fields).flatMap(([name, wanted]: [string, string | RegExp]): readonly Shortfall[] => {
    const value: unknown = Reflect.get(line, name)
    const actual = typeof value === 'string' ? toText(value) : undefined
    if (wanted === undefined || (actual !== undefined && fits(wanted, actual))) return []
    return [{ key: name, expected: shown(wanted), actual: actual === undefined ? 'absent' : JSON.stringify(actual) }]
  }),
  ...tags
    .filter(wanted => !line.tags.some(tag => fits(wanted, toText(tag))))
    .map(wanted => ({ key: 'tags', expected: shown(wanted), actual: line.tags.join(', ') })),
]

const fits = (wanted: string | RegExp, actual: string): boolean =>
  typeof wanted === 'string'
    ? wanted === actual
    : new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(actual)

const shown = (wanted: string | RegExp): string =>
  typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted)

const amount = (wanted: WantedAmount): Amount =>
  typeof wanted === 'number' ? wanted : { equals: wanted.equals, at_least: wanted.atLeast, at_most: wanted.atMost }

const writable = (pairs: WantedPairs): Record<string, string | string[]> | [string, string][] =>
  isList(pairs)
    ? pairs.map(([name, value]): [string, string] => [name, value])
    : Object.fromEntries(
        Object.entries(pairs).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
      )

const isList = (pairs: WantedPairs): pairs is readonly (readonly [string, string])[] => Array.isArray(pairs)

const exchangeWith = (seen: Partial<Looked>): Exchange => ({ log: [], scored: [], scores: {}, elapsedMs: 0, ...seen })

const loggedIds = (log: readonly LogLine[]): string => {
  const ids = [...new Set(log.flatMap(({ id }) => id ?? []))]
  return ids.length === 0 ? 'no rule has logged' : ids.join(', ')
}

/** `expected` and `instead` make the sentence of the two failures: wanted and not there, there and not wanted. */
const answer = (
  found: readonly Shortfall[],
  expected: string,
  instead: string,
  seen: Partial<Looked> | undefined,
): Answer => ({
  pass: found.length === 0,
  message: () =>
    [
      ...(found.length === 0
        ? [`expected not ${expected}, but there is: ${instead}`]
        : [`expected ${expected}`, ...found.flatMap(shortfall => shortfallLines(shortfall, PLAIN))]),
      ...evidence(seen),
    ].join('\n'),
})

/** A matcher may be about any field of a line, so lines are shown with all of them. */
const RAW: Style = { ...PLAIN, log: 'raw' }

const evidence = (seen: Partial<Looked> | undefined): readonly string[] => [
  ...(seen?.log === undefined ? [] : ['  log', ...logLayout(seen.log.map(loggedLine), RAW)]),
  ...(seen?.scored === undefined ? [] : ['  the scorer saw', ...callLines(seen.scored.map(callOf), PLAIN)]),
]
