import { describe, expect, test } from 'vitest'
import { type ByteString, toOctets } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import { type Observer, observeAll } from '../transaction/events.ts'
import type { Limits } from '../transaction/limits.ts'
import { exchange } from './exchange.ts'

const FILE = '/etc/rules.conf'
const ANSWER = { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: 'ok' }

type Wish = {
  readonly limits?: Partial<Limits>
  readonly observer?: Observer
  readonly clock?: { ms: number; readonly atApplicationMs: number }
}

const run = async (
  dialect: 'v2' | 'v3',
  rules: readonly string[],
  query: string,
  { limits = {}, observer = {}, clock = { ms: 0, atApplicationMs: 0 } }: Wish = {},
) => {
  const text = ['SecRuleEngine On', ...rules, ''].join('\n')
  const ruleSet = loadRuleSet(memoryFiles(new Map([[FILE, text]])), FILE, { dialect: DIALECTS[dialect], limits })
  const log: ByteString[] = []
  const request = toOctets(`GET /?${query} HTTP/1.1\r\nHost: h\r\n\r\n`)
  const { response, transaction } = await exchange(ruleSet, ruleSet.dialect.server.read(request), {
    circumstances: {
      connection: { remoteAddress: '127.0.0.1', remotePort: 1, serverAddress: '127.0.0.1', serverPort: 80 },
      uniqueId: 'u',
      startedMs: 0,
      now: () => clock.ms,
      store: new CollectionStore(),
      serverName: 'localhost',
    },
    application: () => {
      clock.ms += clock.atApplicationMs
      return ANSWER
    },
    observer: observeAll(
      DIALECTS[dialect].logs.error(
        line => void log.push(line.replace(/^.*ModSecurity: /, '').replace(/ \[(?:hostname|rev) .*$/, '')),
      ),
      observer,
    ),
  })
  return { status: response?.status, log, tx: transaction?.tx.value('MSC_PCRE_LIMITS_EXCEEDED') }
}

describe('a pattern that comes to the limit of its work matches nothing', () => {
  const HOSTILE = `${'a'.repeat(60)}!`
  const REFUSED = 'SecRule ARGS:a "@rx ^(?=(a|a)+$)" "id:1,phase:2,deny"'
  const line = (id: string, number: number) =>
    `Rule 7f${String(number).padStart(10, '0')} [id "${id}"][file "${FILE}"][line "${number}"] - Execution error - PCRE limits exceeded (-47): (null).`

  // Seen on 2.9.13 and 3.0.16, where it is the pattern without a lookahead; the address is made up.
  test.each<
    ['v2' | 'v3', string, readonly string[], { status: number; log: readonly string[]; tx: string | undefined }]
  >([
    ['v2', 'which TX and the log say', [REFUSED], { status: 200, log: [line('1', 2)], tx: '1' }],
    ['v3', 'which TX says', [REFUSED], { status: 200, log: [], tx: '1' }],
    [
      'v2',
      'an element of a chain has no id',
      ['SecRule ARGS:a "@rx ." "id:1,phase:2,deny,chain"', 'SecRule ARGS:a "@rx ^(?=(a|a)+$)" "t:none"'],
      { status: 200, log: [line('-', 3)], tx: '1' },
    ],
    [
      'v3',
      'what a negated rule takes for a match',
      ['SecRule ARGS:a "!@rx ^(?=(a|a)+$)" "id:1,phase:2,deny,nolog"'],
      { status: 403, log: [], tx: '1' },
    ],
    [
      'v2',
      'and verifyCC fails',
      ['SecRule ARGS:a "@verifyCC (a|a)+\\1$" "id:1,phase:2,deny"'],
      { status: 200, log: ['Rule processing failed (id=1, msg=).'], tx: undefined },
    ],
    [
      'v3',
      'and verifyCC does not match',
      ['SecRule ARGS:a "@verifyCC (a|a)+\\1$" "id:1,phase:2,deny"'],
      { status: 200, log: [], tx: undefined },
    ],
  ])('%s: %s', async (dialect, _, rules, seen) => {
    expect(await run(dialect, rules, `a=${HOSTILE}`)).toEqual(seen)
  })

  test('at the number of steps that the rule set is loaded with', async () => {
    const reached: string[] = []
    const observer: Observer = { limit: ({ limit }) => void reached.push(limit) }
    const rules = ['SecRule ARGS:a "@rx (?(?=a)a|b)+c" "id:1,phase:2,deny,nolog"']
    expect((await run('v2', rules, 'a=ababc', { observer, limits: { regexSteps: 100 } })).status).toBe(403)
    expect(reached).toEqual([])
    expect((await run('v2', rules, 'a=ababc', { observer, limits: { regexSteps: 3 } })).status).toBe(200)
    expect(reached).toEqual(['regexSteps'])
  })

  test('so that a benign request is judged as ever', async () => {
    expect(await run('v2', ['SecRule ARGS:a "@rx ^(a|a)+$" "id:1,phase:2,deny,nolog"'], 'a=aaaa')).toEqual({
      status: 403,
      log: [],
      tx: undefined,
    })
  })
})

describe('a request that takes longer than it may', () => {
  const rules = [1, 2, 3, 4, 5].map(
    phase => `SecRule ARGS "@unconditionalMatch" "id:${phase},phase:${phase},pass,nolog"`,
  )
  /** As many as are tested between two looks at the clock. */
  const query = Array.from({ length: 16 }, (_, at) => `a${at}=b`).join('&')
  /** Each rule takes 100 ms. */
  const timed = async (dialect: 'v2' | 'v3', requestTimeMs: number, atApplicationMs = 0) => {
    const clock = { ms: 5000, atApplicationMs }
    const ran: (number | undefined)[] = []
    const observer: Observer = {
      rule: ({ rule }) => {
        clock.ms += 100
        ran.push(rule.id)
      },
    }
    const { status, log } = await run(dialect, rules, query, { limits: { requestTimeMs }, observer, clock })
    return { ran, status, log }
  }
  const line = (ms: number, end: string) =>
    `wafrig: the request has taken more than ${ms} ms; no rule runs any more${end}.`
  const REFUSED = ', and it is answered with 500'

  test.each([
    [500, 0, [1, 2, 3, 4, 5], 200, []],
    [150, 0, [1, 2], 500, [line(150, REFUSED)]],
    [350, 0, [1, 2, 3, 4], 200, [line(350, '')]],
    [500, 60_000, [1, 2, 3, 4, 5], 200, []],
  ])('with %i ms, and %i ms of the application, runs rules %j', async (limitMs, atApplicationMs, ran, status, log) => {
    expect(await timed('v2', limitMs, atApplicationMs)).toEqual({ ran, status, log })
  })

  test('is named in either error log', async () => {
    const { log } = await timed('v3', 150)
    expect(log).toEqual([expect.stringContaining(line(150, REFUSED))])
  })

  test('is stopped within a rule that tests many values', async () => {
    const clock = { ms: 0, atApplicationMs: 0 }
    let tested = 0
    const observer: Observer = {
      test: () => {
        clock.ms += 1
        tested++
      },
    }
    const rule = 'SecRule ARGS "@streq c" "id:1,phase:2,deny"'
    expect(
      (await run('v2', [rule], [query, query, query].join('&'), { limits: { requestTimeMs: 30 }, observer, clock }))
        .status,
    ).toBe(500)
    expect(tested).toBe(32)
  })
})
