import { expect, test } from 'vitest'
import { parseErrorLogLine } from '../waf/log-line.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'
import { align, variableOf } from './align.ts'
import { compareExchanges, unseenIn } from './compare.ts'

const line = (id: number | undefined, text: string, more: Partial<LogLine> = {}): LogLine => ({
  raw: `[time] ModSecurity: ${text}`,
  text,
  ...(id === undefined ? {} : { id }),
  tags: [],
  ...more,
})

const exchange = (more: Partial<Exchange>): Exchange => ({
  response: { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: 'ok' },
  log: [],
  scored: [],
  scores: { inbound: 0 },
  elapsedMs: 1,
  ...more,
})

const asked = (more: object = {}): Exchange['scored'][number] => ({
  method: 'GET',
  path: '/',
  args: [['ARGS:a', 'x']],
  files: [],
  sizes: [],
  hour: 1,
  day: 2,
  fields: [
    ['method', 'GET'],
    ['hour', '01'],
  ],
  answered: { status: 200, body: '1' },
  ...more,
})

test.each([
  ['Warning. Pattern match "a" at ARGS:b.', 'ARGS:b'],
  ['Warning. Operator GE matched 5 at TX:anomaly_score.', 'TX:anomaly_score'],
  ["Warning. Matched \"Operator `Rx' with parameter `a' against variable `ARGS:b.c' (Value: `a' )", 'ARGS:b.c'],
  ['Warning. detected SQLi using libinjection.', undefined],
  ['Warning. 1', undefined],
])('%s is about %s', (text, variable) => {
  expect(variableOf(line(1, text))).toBe(variable)
})

test('lines of a rule are put side by side by their variable, what is left by its order', () => {
  const [a, b, c] = [line(1, 'x at ARGS:a.'), line(1, 'x at ARGS:b.'), line(1, 'x at ARGS:c.')]
  const [b2, d2] = [line(1, 'x at ARGS:b.'), line(1, 'x at ARGS:d.')]
  const e2 = line(2, 'y')
  expect(align([a, b, c], [b2, d2, e2])).toEqual([
    { one: a, other: d2 },
    { one: b, other: b2 },
    { one: c, other: undefined },
    { one: undefined, other: e2 },
  ])
})

test.each<[string, Partial<Exchange>, Partial<Exchange>]>([
  ['time and length of the exchange', { elapsedMs: 1 }, { elapsedMs: 2 }],
  [
    "a transaction's id, also inside other fields",
    { log: [line(1, 'x', { uniqueId: 'abc', data: 'id abc' })] },
    { log: [line(1, 'x', { uniqueId: 'xyz', data: 'id xyz' })] },
  ],
  [
    'where a rule lies in memory',
    { log: [line(undefined, 'Rule 7fb4706f05d8 [id "1"] - Execution error')] },
    { log: [line(undefined, 'Rule 7f0000000004 [id "1"] - Execution error')] },
  ],
  [
    'hour and day of a question',
    { scored: [asked()] },
    {
      scored: [
        asked({
          hour: 3,
          day: 4,
          fields: [
            ['method', 'GET'],
            ['hour', '03'],
          ],
        }),
      ],
    },
  ],
  [
    'the line number in the form of nginx',
    { log: [line(1, 'x', { raw: '2026/11/21 x', line: 1 })] },
    { log: [line(1, 'x', { raw: '2026/11/21 y', line: 2 })] },
  ],
])('%s is not compared', (_, one, other) => {
  expect(compareExchanges(exchange(one), exchange(other), 'like')).toEqual([])
})

test.each<[string, Partial<Exchange>, Partial<Exchange>, object]>([
  [
    'status',
    {},
    { response: { status: 403, reason: '', protocol: 'HTTP/1.1', headers: [], body: '' } },
    { one: '200', other: '403' },
  ],
  ['scores.inbound', { scores: { inbound: 5 } }, { scores: {} }, { one: '5', other: undefined }],
  [
    'rule',
    { log: [line(7, 'Warning. m at ARGS:a.', { msg: 'hit' })] },
    {},
    { rule: 7, at: 'ARGS:a', one: 'Warning. m at ARGS:a. [msg "hit"]', other: undefined },
  ],
  ['message', {}, { log: [line(undefined, 'Anomaly found by ML')] }, { one: undefined, other: 'Anomaly found by ML' }],
  [
    'data',
    { log: [line(7, 'x', { data: 'a' })] },
    { log: [line(7, 'x', { data: 'b' })] },
    { rule: 7, one: 'a', other: 'b' },
  ],
  [
    'tags',
    { log: [line(7, 'x', { tags: ['a', 'b'] })] },
    { log: [line(7, 'x', { tags: ['a'] })] },
    { rule: 7, one: '"a" "b"', other: '"a"' },
  ],
  [
    'line',
    { log: [line(7, 'x', { line: 1 })] },
    { log: [line(7, 'x', { line: 2 })] },
    { rule: 7, one: '1', other: '2' },
  ],
  ['order', { log: [line(1, 'x'), line(2, 'y')] }, { log: [line(2, 'y'), line(1, 'x')] }, { one: '1 2', other: '2 1' }],
  ['scored.count', { scored: [asked()] }, {}, { one: '1', other: '0' }],
  [
    'scored.args',
    { scored: [asked()] },
    { scored: [asked({ args: [['ARGS:a', 'y']] })] },
    { at: 'call 1', one: '"ARGS:a"="x"', other: '"ARGS:a"="y"' },
  ],
])('a difference in %s is found', (field, one, other, difference) => {
  expect(compareExchanges(exchange(one), exchange(other), 'like')).toEqual([{ field, ...difference }])
})

test('between unlike engines only what both write alike is compared', () => {
  const v2 = parseErrorLogLine(
    '[Sat Nov 21 16:48:24.152095 2026] [security2:error] [pid 1:tid 1] [client 1.2.3.4:5] ModSecurity: Warning. Pattern match "a" at ARGS:a. [file "a.conf"] [line "3"] [id "1"] [msg "hit"] [severity "CRITICAL"] [tag "t"] [hostname "h"] [uri "/"] [unique_id "one-id"]',
  )
  const v3 = parseErrorLogLine(
    '2026/11/21 19:11:47 [info] 30#30: *5 ModSecurity: Warning. Matched "Operator `Rx\' with parameter `a\' against variable `ARGS:a\' (Value: `a\' ) [file "a.conf"] [line "1"] [id "1"] [rev ""] [msg "other"] [severity "2"] [ver ""] [tag "t"] [hostname "h"] [uri "/"] [unique_id "other-id"] [ref ""], client: 1.2.3.4',
  )
  if (v2 === undefined || v3 === undefined) throw new Error('both are lines of ModSecurity')
  const script = line(undefined, 'a line of a script')
  expect(compareExchanges(exchange({ log: [v2, script] }), exchange({ log: [v3] }), 'unlike')).toEqual([
    { field: 'msg', rule: 1, at: 'ARGS:a', one: 'hit', other: 'other' },
  ])
})

test('what one of the two does not show is not compared, and it is said why', () => {
  const one = exchange({ log: [line(1, 'x')], scored: [asked()], scores: { inbound: 5 } })
  const other = exchange({ scores: {}, unknown: { log: 'no log', scored: 'nobody knows', scores: 'not told' } })
  expect(compareExchanges(one, other, 'like')).toEqual([])
  expect(compareExchanges(other, one, 'like')).toEqual([])
  expect(unseenIn(one, other)).toEqual(['no log', 'nobody knows', 'not told'])
  const unscored = exchange({ unknown: { scored: 'nobody knows' } })
  expect(compareExchanges(one, unscored, 'like').map(({ field }) => field)).toEqual(['scores.inbound', 'rule'])
})
