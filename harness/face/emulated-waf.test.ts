import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { EnvironmentError, InputError } from '../../src/errors.ts'
import { parseScenarioFile } from '../scenario/read.ts'
import { EmulatedWaf } from './emulated-waf.ts'
import { readScenarios, runScenario } from './scenarios.ts'
import { ScoringServer } from './scoring-server.ts'

const DENY = `SecRule ARGS "@contains ../" "id:1,phase:2,deny,status:406,log,msg:'Path traversal'"`
const starter = () => new EmulatedWaf().withCrs('starter')
const ids = ({ log }: { readonly log: readonly { readonly id?: number }[] }) => log.map(({ id }) => id)

describe('a WAF with rules alone', () => {
  test('gives a standard Response and its transaction', async () => {
    await using waf = await new EmulatedWaf().withRules(DENY).start()
    const response = await waf.fetch('/?a=../b')
    expect(response).toBeInstanceOf(Response)
    expect([response.status, response.ok]).toEqual([406, false])
    const tx = await waf.transactionOf(response)
    expect(tx).toMatchObject({
      log: [{ id: 1, msg: 'Path traversal', uniqueId: tx.uniqueId }],
      intervention: { action: 'deny', status: 406, phase: 2, ruleId: 1 },
      scored: [],
      scores: {},
    })
    expect(await (await waf.fetch('/')).text()).toBe('ok')
  })

  test.each([
    ['/a/../b?q=../c', 'GET /a/../b?q=../c HTTP/1.1'],
    [`/?q='"<b>`, `GET /?q='"<b> HTTP/1.1`],
    ['/é b#c', 'GET /%C3%A9%20b HTTP/1.1'],
    [new URL('http://localhost/x?y'), 'refused'],
    ['x', 'refused'],
  ])('the path %s goes out as %s', async (path, line) => {
    const rule = `SecRule REQUEST_LINE "@unconditionalMatch" "id:2,phase:1,pass,log,logdata:'%{REQUEST_LINE}'"`
    await using waf = await new EmulatedWaf().withRules(rule).start()
    const sent = waf.fetch(path)
    if (line === 'refused') await expect(sent).rejects.toThrow(InputError)
    else expect((await waf.transactionOf(await sent)).log[0]?.data).toBe(line)
  })

  test.each<[string, RequestInit, Readonly<Record<string, string>>]>([
    ['text', { body: 'a=b' }, { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '3' }],
    [
      'a form',
      { body: new URLSearchParams({ a: 'é' }) },
      { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    ],
    [
      'octets',
      { body: Buffer.from([0, 255]), headers: { 'Content-Type': 'a/b' } },
      { 'content-type': 'a/b', 'content-length': '2' },
    ],
    ['nothing', { headers: [['User-Agent', 'x']] }, { 'user-agent': 'x', 'content-length': '0', accept: '*/*' }],
  ])('a body of %s comes with its headers', async (_, init, headers) => {
    const rule = `SecRule REQUEST_HEADERS "@unconditionalMatch" "id:3,phase:1,pass,log,logdata:'%{MATCHED_VAR_NAME}=%{MATCHED_VAR}'"`
    await using waf = await new EmulatedWaf().withRules(rule).start()
    const { log } = await waf.transactionOf(await waf.fetch('/', { method: 'POST', ...init }))
    const seen = log.map(({ data = '' }) => /^REQUEST_HEADERS:(.*?)=(.*)$/.exec(data)?.slice(1) ?? [])
    expect(Object.fromEntries(seen.map(([name = '', value]) => [name.toLowerCase(), value]))).toMatchObject(headers)
  })

  test('a connection that ends without an answer rejects as fetch does, and has its transaction', async () => {
    await using waf = await new EmulatedWaf().withRules('SecAction "id:4,phase:1,drop,log"').start()
    await expect(waf.fetch('/')).rejects.toThrow(TypeError)
    expect((await waf.transactions()).map(({ intervention }) => intervention?.action)).toEqual(['drop'])
  })

  test.each([[{ redirect: 'follow' as const }], [{ method: 'A B' }]])('%j is refused', async init => {
    await using waf = await new EmulatedWaf().start()
    await expect(waf.fetch('/', init)).rejects.toThrow(InputError)
  })

  test('an abort ends a fetch', async () => {
    await using waf = await new EmulatedWaf().start()
    await expect(waf.fetch('/', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  test('both engines answer', async () => {
    await using waf = await new EmulatedWaf({ dialect: 'v3' }).withRules(DENY).start()
    const tx = await waf.transactionOf(await waf.fetch('/?a=../b'))
    expect(tx.intervention).toMatchObject({ action: 'deny', status: 406, phase: 2, ruleId: 1 })
  })
})

describe('other clients', () => {
  test('a response names its transaction, also of many at once', async () => {
    await using waf = await new EmulatedWaf().withRules(DENY).start()
    const all = Array.from({ length: 20 }, (_, index) => fetch(new URL(`/?a${index}=../b`, waf.url)))
    for (const [index, response] of (await Promise.all(all)).entries()) {
      expect((await waf.transactionOf(response)).log[0]?.raw).toContain(`ARGS:a${index}.`)
    }
  })

  test('node:http, a record of headers, a getter, a function and the id itself will do', async () => {
    await using waf = await new EmulatedWaf().withRules(DENY).start()
    const headers = await new Promise<NodeJS.Dict<string | string[]>>(resolve =>
      request(new URL('/?a=../b', waf.url), response => resolve(response.resume().headers)).end(),
    )
    const { uniqueId } = await waf.transactionOf({ headers })
    for (const same of [
      uniqueId,
      { headers: new Headers(headers as Record<string, string>) },
      { headers: () => headers },
    ]) {
      expect((await waf.transactionOf(same)).uniqueId).toBe(uniqueId)
    }
  })

  test.each([
    [new Response(''), 'names no transaction'],
    ['nosuch', 'no transaction nosuch'],
  ])('%s is not known, and the error says why', async (response, message) => {
    await using waf = await new EmulatedWaf().start()
    await expect(waf.transactionOf(response)).rejects.toThrow(message)
  })
})

describe('a rule set, a plugin and a scoring server', () => {
  test('the scoring server decides, and each transaction knows what it has asked', async () => {
    await using scorer = await new ScoringServer().withVerdict('attack', { score: -0.42 }).start()
    await using waf = await new EmulatedWaf()
      .withCrs('starter')
      .withPlugin('shipped', { mode: 2 })
      .withScorer(scorer)
      .withSettings({ paranoia: 2 })
      .start()
    const responses = await Promise.all(['a', 'b', 'c'].map(name => waf.fetch(`/?${name}=../../etc/passwd`)))
    for (const [index, response] of responses.entries()) {
      const tx = await waf.transactionOf(response)
      expect(ids(tx)).toContain(9516320)
      expect(tx.scores.inbound).toBeGreaterThanOrEqual(5)
      expect(tx.scored.map(({ args }) => args[0]?.[0])).toEqual(['abc'[index]])
    }
    expect(scorer.asked()).toHaveLength(3)
    scorer.setVerdict('pass')
    expect((await waf.fetch('/?a=b')).status).toBe(200)
    scorer.reset()
    expect([scorer.asked(), scorer.script]).toEqual([[], { verdict: 'attack', score: -0.42 }])
  })

  test('a script can hold for one request', async () => {
    await using waf = await new EmulatedWaf().withCrs('starter').withPlugin('shipped', { mode: 2 }).start()
    const octets = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const [attack, pass] = await Promise.all([
      waf.send(octets, { scorer: { verdict: 'attack' } }),
      waf.send(octets, { scorer: { verdict: 'pass' } }),
    ])
    expect([attack.response?.status, pass.response?.status]).toEqual([403, 200])
    expect([attack.scored.length, pass.scored.length]).toEqual([1, 1])
  })
})

test('scripts of requests to several WAFs with one scoring server take turns, and it is as before afterwards', async () => {
  await using scorer = await new ScoringServer().start()
  const start = () => new EmulatedWaf().withCrs('starter').withPlugin('shipped', { mode: 2 }).withScorer(scorer).start()
  await using one = await start()
  await using other = await start()
  const octets = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const sent = await Promise.all([
    one.send(octets, { scorer: { verdict: 'attack' } }),
    other.send(octets, { scorer: { verdict: 'pass' } }),
  ])
  expect(sent.map(({ response }) => response?.status)).toEqual([403, 200])
  expect(scorer.script).toMatchObject({ verdict: 'pass' })
})

test.each([
  [{ 'X-A': 'b\r\nX-Evil: 1' }, 'header "X-A: b\\r\\nX-Evil: 1" is no field of HTTP'],
  [{ 'X-A\r\nX-Evil': '1' }, 'header "X-A\\r\\nX-Evil: 1" is no field of HTTP'],
])('a header that would be another is refused: %j', async (headers, message) => {
  await using waf = await new EmulatedWaf().start()
  await expect(waf.fetch('/', { headers })).rejects.toThrow(message)
})

test('what has ended ends again without an error', async () => {
  await using scorer = await new ScoringServer().start()
  await using waf = await new EmulatedWaf().withScorer(scorer).start()
  for (const started of [waf, waf, scorer, scorer]) await started.stop()
})

describe('what is wrong is told', () => {
  test.each([
    [new EmulatedWaf().withCrs('99'), EnvironmentError, /no rule set "99".*wafrig crs add 99/],
    [new EmulatedWaf().withCrs('./nowhere/'), InputError, /no rule set in \.\/nowhere/],
    [new EmulatedWaf().withPlugin('./nowhere'), InputError, /no plugin in .*nowhere/],
    [new EmulatedWaf().withRules('SecRule ARGS "@startsWith x" "id:1"'), InputError, /did you mean "beginsWith"/],
    [new EmulatedWaf().withSettings({ paranoia: 1.5 }), InputError, /^paranoia: .*\[BAD_SETTING\]$/],
    [
      new EmulatedWaf().withSettings(JSON.parse('{"paranoja":1}')),
      InputError,
      /no setting "paranoja"; did you mean "paranoia"\?/,
    ],
    [
      new EmulatedWaf().withPlugin('shipped', JSON.parse('{"mode":3}')),
      InputError,
      /^withPlugin\.mode: wanted 1 or 2, not 3/,
    ],
    [starter().withSettings({ paranoia: 5 }), InputError, /^paranoia: wanted a level from 1 to 4, not 5/],
    [
      starter().withSettings({ paranoia: 3, detectionParanoia: 2 }),
      InputError,
      /^detectionParanoia: wanted at least the blocking level 3, not 2/,
    ],
    [starter().withSettings({ inboundThreshold: 0 }), InputError, /^inboundThreshold: wanted a score from 1, not 0/],
    [
      new EmulatedWaf().withSettings({ paranoia: 2 }),
      InputError,
      /^paranoia is a setting of the Core Rule Set, and there is none: add withCrs/,
    ],
    [
      starter().withPlugin('shipped', { settings: { timeot_ms: 3 } }),
      InputError,
      /^withPlugin\.settings: the plugin has no "timeot_ms"; did you mean "timeout_ms"\?/,
    ],
    [
      new EmulatedWaf().withRules(DENY, 'SecAction "id:2,pass"\nSecRule ARGZ x "id:3"'),
      InputError,
      /^withRules\[1\]:2:9: no variable "ARGZ"; did you mean "ARGS"\?/,
    ],
  ])('%#', async (waf, kind, message) => {
    const started = waf.start()
    await expect(started).rejects.toThrow(kind)
    await expect(started).rejects.toThrow(message)
  })
})

describe('what types would not let through is refused at once', () => {
  /** A value that types would not let through. */
  const untyped = (value: unknown): never => value as never

  test.each<[() => unknown, string]>([
    [() => new EmulatedWaf(untyped({ dialect: 'v9' })), 'EmulatedWaf.dialect: wanted "v2" or '],
    [() => new EmulatedWaf(untyped({ dialct: 'v3' })), 'EmulatedWaf has no "dialct"; did you mean "dialect"?'],
    [() => new EmulatedWaf().withCrs(untyped(undefined)), 'withCrs: wanted a text, not undefined'],
    [() => new EmulatedWaf().withCrs('none'), 'withCrs: without this word there is no rule set'],
    [() => new EmulatedWaf().withPlugin(untyped(undefined)), 'withPlugin: wanted a text, not undefined'],
    [() => new EmulatedWaf().withPlugin('none'), 'withPlugin: without this word there is no plugin'],
    [() => new EmulatedWaf().withRules(untyped(['a'])), 'withRules[0]: wanted SecLang as text, not ["a"]'],
    [() => new EmulatedWaf().withSettings(untyped(5)), 'withSettings: wanted an object with settings, not 5'],
    [
      () => new EmulatedWaf().withScorer(untyped(new ScoringServer())),
      'withScorer: wanted a scoring server that is up',
    ],
    [() => new ScoringServer().withVerdict(untyped('atack')), 'script.verdict must be one of pass, attack, error'],
    [() => new ScoringServer().withVerdict(untyped(undefined)), 'script.verdict must be one of pass, attack, error'],
    [() => new ScoringServer().withFault(untyped('hagn')), 'script.fault must be one of refuse, '],
    [() => new ScoringServer().withScript({ sequence: [] }), 'sequence must be an answer at least'],
    [() => new ScoringServer().withScript({ model: 'nosuch' }), 'no model "nosuch"'],
    [
      () => new ScoringServer().withScript({ match: [{ when: { path: '(' }, answer: {} }] }),
      'matcher of a scoring script',
    ],
  ])('%#: %s', (make, message) => {
    expect(make).toThrow(InputError)
    expect(make).toThrow(message)
  })

  test('a scoring server that is up refuses the same, and keeps what it had', async () => {
    await using scorer = await new ScoringServer().withVerdict('attack').start()
    expect(() => scorer.setVerdict(untyped('atack'))).toThrow(InputError)
    expect(() => scorer.setScript(untyped({ sequnce: [] }))).toThrow('script has no "sequnce"')
    expect(scorer.script).toEqual({ verdict: 'attack' })
  })

  test('so are requests and responses', async () => {
    await using waf = await new EmulatedWaf().start()
    await using other = await new EmulatedWaf().start()
    const response = await waf.fetch('/')
    for (const [refused, message] of [
      [waf.transactionOf(untyped(waf.fetch('/'))), 'not a promise: await it first'],
      [waf.transactionOf(untyped(undefined)), 'wanted a response with headers, or a unique id, not undefined'],
      [waf.send(untyped('GET /')), 'send: wanted octets, not "GET /"'],
      [waf.fetch(''), 'wanted a path that begins with /, not ""'],
      [other.transactionOf(response), 'it is one of another WAF'],
      [readScenarios('nope.yaml'), 'readScenarios: wanted a scenario or FTW file, and there is no "nope.yaml"'],
    ] as const) {
      await expect(refused).rejects.toThrow(message)
      await expect(refused).rejects.toThrow(InputError)
    }
  })

  test('a WAF that has been stopped answers nothing any more', async () => {
    const waf = await new EmulatedWaf().start()
    const response = await fetch(waf.url)
    await waf.stop()
    for (const refused of [
      waf.fetch('/'),
      waf.send(Buffer.from('')),
      waf.transactions(),
      waf.transactionOf(response),
    ]) {
      await expect(refused).rejects.toThrow(/^the WAF at http:.* has been stopped$/)
      await expect(refused).rejects.toThrow(EnvironmentError)
    }
  })
})

test('a request that the engine dies of has no response and says what it died of', async () => {
  const rule = `SecRule ARGS:a "@streq 1" "id:1,phase:2,pass,log,msg:'%{RULE.id}'"`
  await using waf = await new EmulatedWaf().withRules(rule).start()
  await expect(waf.fetch('/?a=1')).rejects.toThrow(
    'fetch failed: the engine died: RULE is read in the msg, logdata or tag of a rule',
  )
  expect(await waf.transactions()).toMatchObject([
    { died: 'RULE is read in the msg, logdata or tag of a rule', log: [] },
  ])
  expect((await waf.fetch('/?a=2')).status).toBe(200)
})

test('a scenario says client, time and connection of a WAF that a test has started', async () => {
  const text = `tests:
  - desc: x
    stages:
      - time: 2026-12-24T03:00:00
        input: { client: { ip: 192.0.2.1 }, connection: keep-alive, uri: "/?arg=../../etc/passwd" }
        scorer: { verdict: pass }
        output: { status: 200, scored: { count: 1 }, log: { lines: [{ id: 1, msg: 192.0.2.1 at 03 }] } }
      - input: { uri: "/?arg=../../etc/passwd" }
        scorer: { verdict: attack }
        output: { status: 403, scored: { count: 1 }, log: { lines: [{ id: 1, msg: 192.0.2.1 at 03 }] } }
`
  await using waf = await new EmulatedWaf()
    .withCrs('starter')
    .withPlugin('shipped', { mode: 2 })
    .withRules(`SecAction "id:1,phase:1,pass,log,t:none,msg:'%{REMOTE_ADDR} at %{TIME_HOUR}'"`)
    .start()
  const [scenario] = parseScenarioFile('a.yaml', Buffer.from(text)).scenarios
  if (scenario === undefined) throw new Error('there is one')
  expect(await runScenario(scenario, waf)).toEqual({ outcome: 'passed' })
  expect(await waf.transactions()).toHaveLength(2)
})
