import { expect, test } from 'vitest'
import type { Output } from '../scenario/output-schema.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'
import { shortfalls } from './verdict.ts'

const line = (id: number, more: Partial<LogLine> = {}): LogLine => ({
  raw: `[security2:error] ModSecurity: Warning. [id "${id}"]`,
  text: 'Warning.',
  id,
  tags: ['a', 'b'],
  ...more,
})

const exchange: Exchange = {
  response: {
    status: 403,
    reason: 'Forbidden',
    protocol: 'HTTP/1.1',
    headers: [{ name: 'X-A', value: 'caf\xc3\xa9' }],
    body: 'no\xc3\xa9',
  },
  log: [line(1, { msg: 'one', data: 'd' }), line(2), line(1, { msg: 'again' })],
  scored: [
    {
      method: 'GET',
      path: '/',
      args: [
        ['ARGS:a', 'x'],
        ['ARGS:b', '\xc3\xa9'],
        ['ARGS:a', 'y'],
      ],
      files: [['FILES:up', 'f.txt']],
      sizes: [['FILES_SIZES:up', '3']],
      hour: 3,
      day: 4,
      fields: [['method', 'GET']],
      answered: { status: 401, body: '-1' },
    },
  ],
  scores: { inbound: 5 },
  elapsedMs: 12.4,
}

const { response: _, ...unanswered } = exchange

test.each<[Output]>([
  [{}],
  [{ status: 403 }],
  [{ status: [400, 403] }],
  [{ log: { expect_ids: [2, 1], no_expect_ids: [3], match_regex: 'id "1"', no_match_regex: 'id "3"' } }],
  [{ log: { match_regex: '(?i)WARNING' } }],
  [{ log: { lines: [{ id: 1, msg: 'one', data: 'd', tags: ['a', 'b'] }, { msg: 'again' }] } }],
  [{ anomaly_score: { inbound: 5 } }],
  [{ anomaly_score: { inbound: { at_least: 5, at_most: 5 } } }],
  [{ scored: { count: 1, method: 'GET', path: '/', args: { b: 'é', a: ['x', 'y'] }, files: { up: 'f.txt' } } }],
  [
    {
      scored: {
        args: [
          ['a', 'x'],
          ['b', 'é'],
          ['a', 'y'],
        ],
        sizes: { up: 3 },
        hour: { at_most: 23 },
        status: 401,
      },
    },
  ],
  [{ scored: { calls: [{ fields: [['method', 'GET']] }] } }],
  [{ response_contains: 'Forbidden[^]*noé$', response_headers: { 'x-a': 'café', 'X-B': null } }],
  [{ elapsed: { at_least_ms: 12, at_most_ms: 13 } }],
  [{ expect_error: false }],
])('%j is satisfied', output => {
  expect(shortfalls(output, exchange, false)).toEqual([])
})

test.each<[Output, string, string, string]>([
  [{ status: [200, 404] }, 'status', '200 or 404', '403'],
  [{ log: { expect_ids: [1, 3, 4] } }, 'log.expect_ids', '3, 4', '1, 2'],
  [{ log: { no_expect_ids: [2, 3] } }, 'log.no_expect_ids', 'no 2', '1, 2'],
  [{ log: { match_regex: 'nothing' } }, 'log.match_regex', '/nothing/', 'no match in 3 lines'],
  [
    { log: { no_match_regex: 'id "2"' } },
    'log.no_match_regex',
    'no match of /id "2"/',
    '[security2:error] ModSecurity: Warning. [id "2"]',
  ],
  [{ log: { lines: [{ id: 1, data: 'e' }] } }, 'log.lines[0].data', '"e"', '"d"'],
  [{ log: { lines: [{ id: 2 }, { id: 1, msg: 'one' }] } }, 'log.lines[1].msg', '"one"', '"again"'],
  [{ log: { lines: [{ id: 2 }, { id: 2 }] } }, 'log.lines[1]', 'rule 2 at this place in the order', 'earlier'],
  [{ log: { lines: [{ id: 9 }] } }, 'log.lines[0]', 'a line of rule 9', 'none'],
  [{ anomaly_score: { inbound: { at_least: 6 } } }, 'anomaly_score.inbound', 'at least 6', '5'],
  [{ anomaly_score: { outbound: 0 } }, 'anomaly_score.outbound', '0', 'unknown'],
  [{ scored: { count: 2 } }, 'scored.count', '2', '1'],
  [
    { scored: { args: { a: ['y', 'x'], b: 'é' } } },
    'scored.args',
    '"a"="y" "a"="x" "b"="é"',
    '"a"="x" "a"="y" "b"="é"',
  ],
  [{ scored: { calls: [{}, {}] } }, 'scored.calls[1]', 'a call of the scoring server', 'none'],
  [{ response_contains: 'abc' }, 'response_contains', '/abc/', 'no match in 4 bytes of body'],
  [{ response_headers: { 'X-A': null } }, 'response_headers.X-A', 'absent', 'café'],
  [{ expect_error: true }, 'expect_error', 'no response', 'status 403'],
  [{ no_alerts: true }, 'no_alerts', 'no rule has logged', '1, 2'],
  [{ isolated: true, log: { expect_ids: [1] } }, 'isolated', '1 alone', '1, 2'],
  [{ elapsed: { at_most_ms: 5 } }, 'elapsed', 'at most 5', '12'],
])('%j finds %s wanting', (output, key, expected, actual) => {
  expect(shortfalls(output, exchange, false)[0]).toEqual({ key, expected, actual })
})

test('a connection that ends without a response is a shortfall where none is expected', () => {
  expect(shortfalls({}, unanswered, false)).toEqual([
    { key: 'expect_error', expected: 'a response', actual: 'no response' },
  ])
})

test('an expected error settles an FTW stage, and leaves the rest of others to be checked', () => {
  const output: Output = { expect_error: true, log: { expect_ids: [9] } }
  expect(shortfalls(output, unanswered, true)).toEqual([])
  expect(shortfalls(output, unanswered, false).map(({ key }) => key)).toEqual(['log.expect_ids'])
})

test('to FTW a rule has logged whose id stands in an error of the engine', () => {
  const raw =
    '[x] ModSecurity: Rule 7f38 [id "932125"][file "a"][line "272"] - Execution error - PCRE limits exceeded (-47): (null).'
  const failing: Exchange = { ...exchange, log: [{ raw, text: 'Rule 7f38', tags: [] }] }
  const output: Output = { log: { no_expect_ids: [932125] } }
  expect(shortfalls(output, failing, true).map(({ key }) => key)).toEqual(['log.no_expect_ids'])
  expect(shortfalls(output, failing, false)).toEqual([])
})
