import { expect, test } from 'vitest'
import type { KnownDivergence } from '../divergences/known.ts'
import { parseScenarioFile } from '../scenario/read.ts'
import { Unavailable } from '../waf/unavailable.ts'
import type { Exchange, Waf } from '../waf/waf.ts'
import { Canary } from './canary.ts'
import { type Cell, cellsOf } from './cells.ts'
import { type Outcome, runCell } from './run.ts'
import { WafPool } from './waf-pool.ts'

/** A WAF that answers 200 and logs nothing. */
const answer: Exchange = {
  response: { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' },
  log: [],
  scored: [],
  scores: {},
  elapsedMs: 1,
}

const outcomeOf = async (
  output: string,
  unknown: Exchange['unknown'],
  divergences: readonly KnownDivergence[],
): Promise<Outcome> => {
  await using wafs = new WafPool(async () => async setup => {
    if (setup.engine === 'DetectionOnly') throw new Unavailable('it cannot be set up so')
    return {
      send: async () => ({ ...answer, ...(unknown === undefined ? {} : { unknown }) }),
      [Symbol.asyncDispose]: async () => {},
    } satisfies Waf
  })
  const [cell] = parseScenarioFile('a.yaml', Buffer.from(`tests:\n  - { desc: x, ${output} }\n`)).scenarios.flatMap(
    scenario =>
      cellsOf(scenario, {
        backends: undefined,
        modes: undefined,
        ruleFolder: { name: 'r', path: '/rules', version: '4.0.0', tests: undefined },
        findRuleFolder: () => undefined,
        plugin: undefined,
      }),
  )
  if (cell === undefined) throw new Error('the scenario has one cell')
  const listed: Cell = { ...cell, divergences }
  return runCell(listed, wafs, new Canary(wafs))
}

const divergence = (...differs: [string, ...string[]]): KnownDivergence => ({
  ...{ name: 'divergences.yaml:2', test: 'x', backends: ['emulator'], reason: 'known', source: 's' },
  scenario: { shown: 'a.yaml', path: '/a.yaml' },
  differs,
})

const stage = (output: string): string => `stages: [{ input: {}, output: { ${output} } }]`

test.each<[string, string, Exchange['unknown'], readonly KnownDivergence[], object]>([
  [
    'an expectation that is listed is not wanted',
    stage('status: 403'),
    undefined,
    [divergence('output.status')],
    { outcome: 'passed' },
  ],
  [
    'one that is not listed is',
    stage('status: 403, log: { expect_ids: [1] }'),
    undefined,
    [divergence('output.status')],
    { outcome: 'failed', failure: { shortfalls: [{ key: 'log.expect_ids' }] } },
  ],
  [
    'what is listed and does not occur is told',
    stage('status: 200'),
    undefined,
    [divergence('output.status')],
    { outcome: 'unexpectedly passed', reason: 'known', listedIn: 'divergences.yaml:2' },
  ],
  [
    'what is not shown is not judged, and the rest is',
    stage('status: 200, log: { expect_ids: [1] }'),
    { log: 'no log' },
    [],
    { outcome: 'passed', unjudged: [{ keys: ['log.expect_ids'], reason: 'no log' }] },
  ],
  [
    'a test of which nothing can be judged is skipped',
    stage('log: { expect_ids: [1] }'),
    { log: 'no log' },
    [],
    { outcome: 'skipped', reason: 'no log' },
  ],
  [
    'a setup that a backend cannot have is skipped',
    `setup: { engine: DetectionOnly }, ${stage('status: 200')}`,
    undefined,
    [],
    { outcome: 'skipped', reason: 'it cannot be set up so' },
  ],
])('%s', async (_, text, unknown, divergences, expected) => {
  expect(await outcomeOf(text, unknown, divergences)).toMatchObject(expected)
})
