import { expect, test } from 'vitest'
import type { Output } from '../scenario/output-schema.ts'
import type { Exchange } from '../waf/waf.ts'
import { unjudged } from './unjudged.ts'
import { shortfalls } from './verdict.ts'

const seen = (unknown: Exchange['unknown']): Exchange => ({
  log: [],
  scored: [],
  scores: {},
  elapsedMs: 1,
  ...(unknown === undefined ? {} : { unknown }),
})

test.each<[Output, Exchange['unknown'], ReturnType<typeof unjudged>]>([
  [{ status: 403, log: { expect_ids: [1] } }, undefined, []],
  [{ status: 403 }, { log: 'no log' }, []],
  [
    { status: 403, log: { expect_ids: [1], match_regex: 'x' }, no_alerts: true, scored: { count: 1 } },
    { log: 'no log' },
    [{ keys: ['log.expect_ids', 'log.match_regex', 'no_alerts'], reason: 'no log' }],
  ],
  [
    { scored: { count: 1 }, anomaly_score: { inbound: 5 } },
    { scored: 'no scorer', scores: 'no scores' },
    [
      { keys: ['scored'], reason: 'no scorer' },
      { keys: ['anomaly_score'], reason: 'no scores' },
    ],
  ],
])('of %j with %j not known, %j cannot be judged', (output, unknown, expected) => {
  expect(unjudged(output, seen(unknown))).toEqual(expected)
})

test.each<[Output, readonly string[]]>([
  [{ log: { expect_ids: [1], lines: [{ msg: 'm' }] } }, []],
  [{ no_alerts: false, isolated: true }, []],
  [{ expect_error: false }, ['expect_error']],
  [{ scored: { count: 1 }, log: { match_regex: 'x' } }, ['scored.count']],
])('without a log, %j is found wanting in %j only', (output, keys) => {
  const found = shortfalls({ expect_error: true, ...output }, seen({ log: 'no log' }), false)
  expect(found.map(({ key }) => key)).toEqual(keys)
})
