import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ByteString } from '../../../src/bytes.ts'
import { fromOctets } from '../../../src/bytes.ts'
import { OF_FUZZ } from '../../divergences/of-fuzz.ts'
import type { Exchange, LogLine, Waf } from '../../waf/waf.ts'
import { joined, piecesOf } from '../../workshop/pieces.ts'
import { shrink } from '../../workshop/shrink.ts'
import { cases } from './cases.ts'
import { findingsOf } from './findings.ts'
import { fuzzText } from './report.ts'
import { type Fuzz, nothingSent, type Reduction, runFuzz, shownExamples } from './run-fuzz.ts'
import { readState, writeState } from './state.ts'

const SEEDS = [
  'GET /?a=1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc',
]

describe('requests', () => {
  test('are the same for the same seed and number, and octets', () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index)
    const made = numbers.map(cases(7, SEEDS))
    expect(numbers.map(cases(7, SEEDS))).toEqual(made)
    expect(new Set(made).size).toBeGreaterThan(240)
    expect(made.every(request => /^[\0-\xff]*$/.test(request))).toBe(true)
    expect(numbers.map(cases(8, SEEDS))).not.toEqual(made)
  })

  test.each([...SEEDS, 'GET', '', 'GET / HTTP/1.1\nHost: a\n\n'])('%j is what its pieces joined are', request => {
    expect(joined(piecesOf(request))).toBe(request)
  })
})

test('a request is reduced to what still shows the same', async () => {
  const large =
    'POST /path/to?a=1&b=evil&c=2 HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nContent-Length: 14\r\n\r\nx=1&y=bad&z=22'
  const shows = async (request: ByteString): Promise<boolean> => /evil/.test(request) && /\r\n\r\n.*bad/s.test(request)
  const small = await shrink(large, shows, 2000)
  expect(await shows(small)).toBe(true)
  expect(small.length).toBeLessThan(15)
})

const exchange = (status: number): Exchange => ({
  response: { status, reason: '', protocol: 'HTTP/1.1', headers: [], body: '' },
  log: [],
  scored: [],
  scores: {},
  elapsedMs: 0,
})

/** A WAF that denies requests with a text in them. */
const denying = (text: string): Waf => ({
  send: async octets => exchange(fromOctets(octets).includes(text) ? 403 : 200),
  [Symbol.asyncDispose]: async () => {},
})

const fuzz = (over: Partial<Fuzz>): Fuzz => ({
  one: denying('never sent'),
  other: denying('never sent'),
  forms: 'like',
  seed: 1,
  seeds: SEEDS,
  from: 0,
  until: 60,
  isOver: () => false,
  reduction: { tryLimit: 500, timeLimitMs: 60_000, now: () => 0, tell: () => {} },
  ...over,
})

describe('a run', () => {
  test('of equal WAFs finds nothing', async () => {
    const result = await runFuzz(fuzz({}), nothingSent(0), async () => {})
    expect(result).toEqual({ next: 60, sent: 60, unequal: 0, known: {}, kinds: [] })
    expect(fuzzText('two', result)).toBe('two: 60 requests, 60 equal, 0 explained, 0 unexplained')
  })

  test('tells a kind of difference once, with a small request', async () => {
    const result = await runFuzz(fuzz({ other: denying('Accept') }), nothingSent(0), async () => {})
    expect(result.kinds).toHaveLength(1)
    expect(result.kinds[0]).toMatchObject({ kind: 'status 200 → 403', count: result.unequal })
    expect(result.kinds[0]?.request).toContain('Accept')
    expect(result.kinds[0]?.request.length).toBeLessThan(20)
  })

  test('gives up making a request smaller when the time for it is over, and says meanwhile what it does', async () => {
    let clockMs = 0
    const told: string[] = []
    const slow = denying('Accept')
    const other: Waf = {
      ...slow,
      send: octets => {
        clockMs += 3000
        return slow.send(octets)
      },
    }
    const reduction: Reduction = {
      tryLimit: 500,
      timeLimitMs: 10_000,
      now: () => clockMs,
      tell: ({ kind, first, tried, elapsedMs }) => told.push(`${kind}, request ${first}: ${tried}, ${elapsedMs}`),
    }
    const { kinds } = await runFuzz(fuzz({ other, reduction }), nothingSent(0), async () => {})
    expect(kinds).toHaveLength(1)
    const [{ first } = { first: 0 }] = kinds
    expect(told).toEqual([0, 1, 2, 3].map(tried => `status 200 → 403, request ${first}: ${tried}, ${tried * 3000}`))
  })

  test('that was interrupted ends as one that was not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
    const file = join(folder, 'state.json')
    const settings = fuzz({ other: denying('Accept') })
    const half = await runFuzz({ ...settings, until: 30 }, nothingSent(0), async () => {})
    await writeState(file, { run: half })
    const resumed = await runFuzz(settings, (await readState(file)).run ?? nothingSent(0), async () => {})
    expect(resumed).toEqual(await runFuzz(settings, nothingSent(0), async () => {}))
    await rm(folder, { recursive: true })
  })
})

test('a known divergence explains what it is about and nothing else', () => {
  const differs = (request: ByteString) => findingsOf(request, exchange(200), exchange(404), 'like')
  expect(differs('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n').known.map(({ name }) => name)).toEqual(['health endpoint'])
  expect(differs('GET /health HTTP/1.1\r\nHost: a\r\n\r\n').unexplained).toHaveLength(1)
})

const LIMITED =
  'Rule 7f [id "942370"][file "/r.conf"][line "1"] - Execution error - PCRE limits exceeded (-47): (null).'

test('the examples of known divergences are recognised where they differ, and only there', async () => {
  const line = (more: Partial<LogLine>): LogLine => ({ raw: '', text: '', tags: [], ...more })
  const real: Waf = {
    send: async octets => {
      const request = fromOctets(octets)
      if (request.includes('%00')) return { ...exchange(200), log: [line({ id: 933120, data: 'a\0' })] }
      if (request.includes('---')) return { ...exchange(200), log: [line({ text: LIMITED })] }
      return exchange(400)
    },
    [Symbol.asyncDispose]: async () => {},
  }
  expect(await shownExamples(fuzz({ other: real }))).toEqual(OF_FUZZ)
  expect(await shownExamples(fuzz({}))).toEqual([])
})
