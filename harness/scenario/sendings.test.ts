import { expect, test } from 'vitest'
import { parseScenarioFile } from './read.ts'
import { type ConnectionRequests, sendingsOf } from './sendings.ts'

/** Beginnings of why a real clock will not do. */
const LONG = 'lets 60 s pa'
const SET = 'sets the tim'

const NOW = Date.UTC(2026, 0, 1)

const sendings = (stages: string): readonly ConnectionRequests[] =>
  sendingsOf(
    parseScenarioFile('a.yaml', Buffer.from(`tests:\n  - stages: ${stages}\n`)).scenarios[0]?.stages ?? [],
    NOW,
  )

test.each([
  ['[{ input: {} }, { input: {} }]', [['0'], ['1']]],
  ['[{ repeat: 2, input: {} }, { input: {} }]', [['0.1'], ['0.2'], ['1']]],
  ['[{ input: { connection: keep-alive } }, { input: {} }, { input: {} }]', [['0', '1'], ['2']]],
  ['[{ repeat: 2, input: { connection: keep-alive } }, { input: {} }]', [['0.1', '0.2', '1']]],
  ['[{ repeat: 2, input: { connection: pipeline } }]', [['0.1', '0.2+']]],
  ['[{ input: { connection: pipeline } }, { input: { connection: keep-alive } }, { input: {} }]', [['0', '1+', '2']]],
])('stages %s go over connections as %j', (stages, expected) => {
  const found = sendings(stages).map(requests =>
    requests.map(({ stage, repetition, sent }) =>
      [stage, ...(repetition === undefined ? [] : [`.${repetition}`]), sent.when === 'at once' ? '+' : ''].join(''),
    ),
  )
  expect(found).toEqual(expected)
})

test.each([
  ['[{ input: {} }]', [undefined]],
  [
    '[{ input: {} }, { wait_s: 2, input: {} }]',
    [
      [0, 0],
      [2, 2000],
    ],
  ],
  [
    '[{ input: {} }, { wait_s: 2, repeat: 2, input: {} }, { input: {} }]',
    [
      [0, 0],
      [2, 2000],
      [4, 2000],
      [4, 0],
    ],
  ],
  [
    '[{ input: {} }, { wait_s: 60, input: {} }]',
    [
      [0, LONG],
      [60, LONG],
    ],
  ],
  [
    '[{ time: 2026-01-01T00:00:30Z, input: {} }, { wait_s: 1, input: {} }]',
    [
      [30, SET],
      [31, SET],
    ],
  ],
  [
    '[{ input: {} }, { time: 2026-01-01T01:00:00+01:00, input: {} }]',
    [
      [0, SET],
      [0, SET],
    ],
  ],
])('the moments of %s are %j', (stages, expected) => {
  const found = sendings(stages)
    .flat()
    .map(({ sent: { clock } }) =>
      clock === undefined
        ? undefined
        : [(clock.nowMs - NOW) / 1000, 'ms' in clock.wait ? clock.wait.ms : clock.wait.cannot.slice(0, 12)],
    )
  expect(found).toEqual(expected)
})

test.each([
  ['{ bytes: 16 }', [16, 16, 3], 100],
  ['{ bytes: [30, 2], pause_ms: 7 }', [30, 2, 3], 7],
  ['{ bytes: 1000 }', [35], 100],
  ['{ after: request line }', [16, 19], 100],
  ['{ after: head }', [35], 100],
])('pieces %s of 35 octets are %j', (pieces, lengths, pauseMs) => {
  const [[request] = []] = sendings(
    `[{ input: { raw_request: "GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n", pieces: ${pieces} } }]`,
  )
  expect(request?.sent.pieces).toEqual({ lengths, pauseMs })
})
