import { expect, test } from 'vitest'
import { EnvironmentError } from '../../src/errors.ts'
import { SHIPPED_PLUGIN } from '../package-root.ts'
import { parseScenarioFile } from '../scenario/read.ts'
import type { Setup } from '../setup/setup.ts'
import type { Exchange, LogLine, SendOptions, Waf } from '../waf/waf.ts'
import { Canary } from './canary.ts'
import { type Cell, cellsOf } from './cells.ts'
import { type Outcome, runCell, runOn } from './run.ts'
import { WafPool } from './waf-pool.ts'

/** A WAF that answers what it is told to: the engines' own tests show what they answer. */
type Script = { readonly answers: readonly Partial<Exchange>[]; readonly sent: string[]; ended: number }

const quiet: Exchange = {
  response: { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' },
  log: [],
  scored: [],
  scores: {},
  elapsedMs: 1,
}

const pool = (script: Script, started: Setup[] = []): WafPool =>
  new WafPool(async name => async setup => {
    if (name === 'broken') throw new EnvironmentError('no engine here', ['its last line'])
    started.push(setup)
    return {
      send: async (octets: Uint8Array, options?: SendOptions) => {
        const line = Buffer.from(octets).toString('latin1').split('\r\n')[0] ?? ''
        script.sent.push(options?.scorer === undefined ? line : `${line} ${JSON.stringify(options.scorer)}`)
        return { ...quiet, ...script.answers[script.sent.length - 1] }
      },
      [Symbol.asyncDispose]: async () => {
        script.ended++
      },
    } satisfies Waf
  })

const cells = (text: string, plugin?: string): readonly Cell[] =>
  parseScenarioFile('a.yaml', Buffer.from(text)).scenarios.flatMap(scenario =>
    cellsOf(scenario, {
      backends: undefined,
      modes: undefined,
      ruleFolder: { name: 'r', path: '/rules', version: '4.0.0', tests: undefined },
      findRuleFolder: () => undefined,
      plugin: plugin === undefined ? undefined : { folder: plugin, shipped: true },
    }),
  )

const outcomes = async (text: string, answers: readonly Partial<Exchange>[], plugin?: string) => {
  const script: Script = { answers, sent: [], ended: 0 }
  const started: Setup[] = []
  await using wafs = pool(script, started)
  const canary = new Canary(wafs)
  const found: Outcome[] = []
  for (const cell of cells(text, plugin)) found.push(await runCell(cell, wafs, canary))
  return { found, sent: script.sent, started }
}

const one = (rest: string): string => `tests:\n  - desc: x\n${rest}`
const expects200 = '    stages: [{ input: {}, output: { status: 200 } }]\n'
const status = (code: number): Partial<Exchange> => ({
  response: { status: code, reason: '', protocol: 'HTTP/1.1', headers: [], body: '' },
})

test.each([
  ['a satisfied scenario passes', one(expects200), [], { outcome: 'passed' }],
  [
    'a skipped one tells why',
    one(`    skip: { reason: later }\n${expects200}`),
    [],
    { outcome: 'skipped', reason: 'later' },
  ],
  [
    'one that expects nothing proves nothing',
    one('    stages: [{ input: {}, output: { retry_once: true } }, { input: {} }]\n'),
    [],
    { outcome: 'skipped', reason: 'expects nothing: give a stage an output' },
  ],
  [
    'one that must fail and does passes',
    one(`    expect_failure: { reason: B1 }\n${expects200}`),
    [status(500)],
    { outcome: 'passed' },
  ],
  [
    'one that must fail and does not is told',
    one(`    expect_failure: { reason: B1 }\n${expects200}`),
    [],
    { outcome: 'unexpectedly passed', reason: 'B1' },
  ],
  [
    'an expected failure elsewhere is none here',
    one(`    expect_failure: { reason: B1, backends: [apache] }\n${expects200}`),
    [],
    { outcome: 'passed' },
  ],
  [
    'retry_once gives a second try',
    one('    stages: [{ input: {}, output: { status: 200, retry_once: true } }]\n'),
    [status(500)],
    { outcome: 'passed' },
  ],
  [
    'no engine is no verdict',
    one(`    matrix: { backends: [broken] }\n${expects200}`),
    [],
    { outcome: 'broken', kind: 'surroundings', message: 'no engine here\n  | its last line' },
  ],
])('%s', async (_, text, answers, outcome) => {
  expect((await outcomes(text, answers)).found).toEqual([outcome])
})

test('stages are sent in order with their scorer, up to the first that fails', async () => {
  const text = one(`    stages:
      - { input: { uri: /1 }, scorer: { verdict: attack } }
      - { input: { uri: /2 }, output: { status: 403 } }
      - { input: { uri: /3 } }
`)
  const { found, sent } = await outcomes(text, [])
  expect(sent).toEqual(['GET /1 HTTP/1.1 {"verdict":"attack"}', 'GET /2 HTTP/1.1'])
  expect(found).toEqual([
    {
      outcome: 'failed',
      failure: {
        line: 5,
        stage: 2,
        shortfalls: [{ key: 'status', expected: '403', actual: '200' }],
        request: 'GET /2 HTTP/1.1',
        log: [],
        calls: [],
      },
    },
  ])
})

test('one setup is one WAF, and every WAF ends', async () => {
  const text = `setup: { mode: 2 }\ntests:\n  - ${expects200.trim()}\n  - ${expects200.trim()}\n  - setup: { mode: 1 }\n${expects200}`
  const script: Script = { answers: [], sent: [], ended: 0 }
  const started: Setup[] = []
  {
    await using wafs = pool(script, started)
    for (const cell of cells(text)) await runCell(cell, wafs, new Canary(wafs))
  }
  expect([started.length, script.ended]).toEqual([2, 2])
})

const pluginLine: LogLine = {
  raw: '',
  text: '',
  file: '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-after.conf',
  tags: [],
}

test('a plugin that neither asks nor logs has no verdict', async () => {
  const { found } = await outcomes(`setup: { mode: 2 }\n${one(expects200)}`, [], SHIPPED_PLUGIN)
  expect(found).toMatchObject([{ outcome: 'broken', kind: 'surroundings' }])
  expect(JSON.stringify(found)).toContain('is not active on emulator')
})

test('a plugin that logs is active, proved once per setup', async () => {
  const text = `setup: { mode: 2 }\ntests:\n  - ${expects200.trim()}\n  - ${expects200.trim()}\n`
  const { found, sent } = await outcomes(text, [{ log: [pluginLine] }], SHIPPED_PLUGIN)
  expect(found.map(({ outcome }) => outcome)).toEqual(['passed', 'passed'])
  expect(sent.filter(line => line.includes('canary'))).toHaveLength(1)
})

test('a plugin that is switched off is proved with its switch untouched', async () => {
  const text = `setup: { plugin: { enabled: false } }\n${one(expects200)}`
  const { found, started } = await outcomes(text, [{}, { log: [pluginLine] }], SHIPPED_PLUGIN)
  expect(found).toEqual([{ outcome: 'passed' }])
  expect(started.map(({ settings }) => settings.join().includes('enabled=0'))).toEqual([true, false])
})

test('the canary says nothing of how the scoring server answers', async () => {
  const { sent } = await outcomes(`setup: { mode: 2 }\n${one(expects200)}`, [{ log: [pluginLine] }], SHIPPED_PLUGIN)
  expect(sent.filter(line => line.includes('canary') && line.includes('{'))).toEqual([])
})

test.each<[string, Partial<Exchange>, Outcome['outcome']]>([
  ['by its log where its questions are not seen', { log: [pluginLine], unknown: { scored: 'unseen' } }, 'passed'],
  ['not at all where neither is seen', { unknown: { log: 'no log', scored: 'unseen' } }, 'skipped'],
  ['to be quiet, where its log is seen', { unknown: { scored: 'unseen' } }, 'broken'],
])('a plugin is seen %s', async (_, answer, outcome) => {
  const { found } = await outcomes(`setup: { mode: 2 }\n${one(expects200)}`, [answer], SHIPPED_PLUGIN)
  expect(found.map(one => one.outcome)).toEqual([outcome])
})

test('a test that passes says where the engine died', async () => {
  const { found } = await outcomes(one('    stages:\n      - input: {}\n        output: { status: 200 }\n'), [
    { died: 'SIGSEGV' },
  ])
  expect(found).toEqual([{ outcome: 'passed', deaths: [{ line: 4, died: 'SIGSEGV' }] }])
})

test('the time that fails of a stage that is repeated is told', async () => {
  const text = one('    stages: [{ repeat: 3, input: {}, output: { status: 200 } }]\n')
  const { found, sent } = await outcomes(text, [{}, status(429)])
  expect(found).toMatchObject([{ outcome: 'failed', failure: { stage: 1, repetition: 2 } }])
  expect(sent).toHaveLength(2)
})

test.each([
  ['input: { client: { ip: 192.0.2.1 } }'],
  ['wait_s: 1, input: {}'],
  ['input: { pieces: { bytes: 1 } }'],
  ['repeat: 2, input: { connection: keep-alive }'],
])('a WAF that takes only plain requests skips a test with %s', async stage => {
  const { found } = await outcomes(one(`    stages: [{ ${stage}, output: { status: 200 } }]\n`), [])
  expect(found).toEqual([
    {
      outcome: 'skipped',
      reason:
        'says of client, time, connection or pieces what this WAF cannot be told; those of `wafrig run` and an EmulatedWaf can',
    },
  ])
})

test('on a WAF that is up, a test is skipped where that cannot be sent what it says', async () => {
  const waf: Waf = { send: async () => quiet, [Symbol.asyncDispose]: async () => {} }
  const [cell] = cells(one('    stages: [{ wait_s: 1, input: {}, output: { status: 200 } }]\n'))
  if (cell === undefined) throw new Error('there is one')
  expect(await runOn(cell.scenario, waf)).toMatchObject({ outcome: 'skipped' })
})
