import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { InputError } from '../../../src/errors.ts'
import { type Gateway, ruleAnswers, startGateway } from '../../../src/gateway.ts'
import { type RunningScorer, startScoringServer } from '../../../src/scoring/server.ts'
import { loadSetup } from '../../setup/load-setup.ts'
import { settingLines } from '../../setup/settings.ts'
import { newApplication } from '../../waf/application.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import { contractSetup } from '../contract.ts'
import { linesAfter, markOf } from './remote-log.ts'
import { ownLines, startRemote } from './start-remote.ts'

// A WAF that runs already: the emulator on a port, its log in a file.
const folder = mkdtempSync(join(tmpdir(), 'wafrig-remote-'))
const file = join(folder, 'error.log')
appendFileSync(file, '')
let scorer: RunningScorer
let gateway: Gateway

beforeAll(async () => {
  scorer = await startScoringServer({ control: true })
  const rules = await loadSetup(contractSetup(), { scorerUrl: scorer.url }, DIALECTS.v2)
  const observer = DIALECTS.v2.logs.error(line => appendFileSync(file, `${line}\n`))
  gateway = await startGateway(ruleAnswers(rules, { application: newApplication(), observer }))
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await scorer[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const ATTACK = Buffer.from('GET /?arg=../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
const own = contractSetup({ settings: [] })

test('with a log and the scorer, lines, scores and questions come back', async () => {
  const scorerControl = scorer.url.replace(/\/$/, '')
  await using waf = await startRemote({ url: gateway.url, log: { file }, scorerControl, assumeSetup: false })(own)
  const { response, log, scored, scores, unknown } = await waf.send(ATTACK, {
    scorer: { verdict: 'attack', score: -1 },
  })
  expect(response?.status).toBe(403)
  expect(log.map(({ id }) => id)).toContain(9516320)
  expect(scored.map(({ path }) => path)).toEqual(['/'])
  expect(scores.inbound).toBeGreaterThan(5)
  expect(unknown).toEqual({})
})

test('a command can bring the log', async () => {
  await using waf = await startRemote({ url: gateway.url, log: { command: `cat '${file}'` }, assumeSetup: false })(own)
  expect((await waf.send(ATTACK)).log.map(({ id }) => id)).toContain(930120)
})

test('without a log and a scorer, the exchange says what is not known', async () => {
  await using waf = await startRemote({ url: gateway.url, assumeSetup: false })(own)
  const { response, log, unknown } = await waf.send(ATTACK)
  expect([response?.status, log, Object.keys(unknown ?? {})]).toEqual([403, [], ['log', 'scored', 'scores']])
  await expect(waf.send(ATTACK, { scorer: { verdict: 'pass' } })).rejects.toThrow(Unavailable)
})

test.each([
  ['settings', { settings: settingLines({ mode: 1 }) }, 2],
  ['rules', { settings: [], afterwards: ['SecAction "id:1,pass"'] }, undefined],
  ['files', { settings: [], files: { 'a.lua': '' } }, undefined],
  ['engine', { settings: [], engine: 'DetectionOnly' as const }, undefined],
])('a setup with %s of its own is not available, unless it is assumed', async (_, over, mode) => {
  const options = { url: gateway.url, ...(mode === undefined ? {} : { mode }) }
  await expect(startRemote({ ...options, assumeSetup: false })(contractSetup(over))).rejects.toThrow(Unavailable)
  await using waf = await startRemote({ ...options, assumeSetup: true })(contractSetup(over))
  expect((await waf.send(ATTACK)).response?.status).toBe(403)
})

test('the mode that the user names is its own', async () => {
  await using waf = await startRemote({ url: gateway.url, mode: 2, assumeSetup: false })(contractSetup())
  expect((await waf.send(ATTACK)).response?.status).toBe(403)
})

test.each([
  [undefined],
  [{ url: 'localhost:80', assumeSetup: false }],
  [{ url: 'ftp://localhost', assumeSetup: false }],
])('%j is no address', async options => {
  await expect(startRemote(options)(own)).rejects.toThrow(InputError)
})

test.each([
  ['a\nb\n', 'a\nb\nc\nd\n', ['c', 'd'], 'what was added'],
  ['', 'a\n', ['a'], 'all of a log that was empty'],
  ['a\nb\n', 'b\nc\n', ['c'], 'what follows the marked line, where the beginning is gone'],
  ['a\nb\n', 'x\ny\n', ['x', 'y'], 'all of a log that was replaced'],
])('after %j, %j brings %j: %s', (before, after, lines) => {
  expect(linesAfter(after, markOf(before))).toEqual(lines)
})

const apache = (port: number, id: string): string =>
  `[Sat Nov 21 16:48:24.152095 2026] [security2:error] [pid 1:tid 1] [client 1.2.3.4:${port}] ModSecurity: x [unique_id "${id}"]`
const nginx = (target: string, id: string): string =>
  `2026/11/21 19:11:47 [info] 30#30: *5 ModSecurity: x [unique_id "${id}"] [ref ""], client: 1.2.3.4, server: , request: "GET ${target} HTTP/1.1", host: "localhost"`

test.each([
  [[apache(1, 'a'), apache(40, 'b'), apache(40, 'b')], ['b', 'b'], 'the port is ours'],
  [[nginx('/other', 'a'), nginx('/?arg=../../etc/passwd', 'b')], ['b'], 'the request is ours'],
  [[apache(1, 'a'), apache(1, 'a')], ['a', 'a'], 'there is no other, as behind a proxy'],
  [[apache(1, 'a'), apache(2, 'b')], [], 'none can be told to be ours'],
])('of %j those of %j are taken: %s', (lines, ids) => {
  expect(ownLines(lines, ATTACK, 40).map(line => /unique_id "(.)"/.exec(line)?.[1])).toEqual(ids)
})

/** A server that answers each connection with what stands before its first request, and goes on with it. */
const startEcho = async (): Promise<AsyncDisposable & { readonly url: string }> => {
  const server = createServer(socket => {
    let before = ''
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      const text = chunk.toString('latin1')
      before = /^PROXY [^\r]*/.exec(text)?.[0] ?? before
      for (const _ of text.matchAll(/GET /g)) {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${before.length}\r\n\r\n${before}`)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
}

const PLAIN = { octets: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), when: 'after the answer' } as const

test('a WAF whose port takes the PROXY protocol is told the client, or that it is who connects', async () => {
  await using echo = await startEcho()
  const port = new URL(echo.url).port
  await using waf = await startRemote({ url: echo.url, proxyProtocol: true, assumeSetup: false })(own)
  const told = async (client?: { ip: string; port?: number }): Promise<readonly (string | undefined)[]> => {
    const sent = client === undefined ? [PLAIN, PLAIN] : [{ ...PLAIN, client }, PLAIN]
    return (await waf.sendAll?.(sent))?.map(({ response }) => response?.body) ?? []
  }
  const four = `PROXY TCP4 192.0.2.1 127.0.0.1 1234 ${port}`
  expect(await told({ ip: '192.0.2.1', port: 1234 })).toEqual([four, four])
  expect((await told({ ip: '2001:db8::1' }))[0]).toBe(`PROXY TCP6 2001:db8::1 ::1 40000 ${port}`)
  expect((await told())[0]).toMatch(/^PROXY UNKNOWN /)
  expect((await waf.send(PLAIN.octets)).response?.body).toMatch(/^PROXY UNKNOWN /)
})

test.each([
  [[{ ...PLAIN, client: { ip: '192.0.2.1' } }], /^says who its client is, .* say --proxy-protocol$/],
  [[PLAIN, { ...PLAIN, when: 'at once' as const }], /^sends requests together/],
  [[{ ...PLAIN, clock: { nowMs: 0, wait: { cannot: 'sets the time' } } }], /^sets the time$/],
  [[{ ...PLAIN, scorer: { verdict: 'pass' as const } }], /^verdicts cannot be set/],
])('what a WAF that runs already cannot be sent makes no verdict: %j', async (requests, reason) => {
  await using waf = await startRemote({ url: gateway.url, assumeSetup: false })(own)
  await expect(waf.sendAll?.(requests)).rejects.toThrow(Unavailable)
  await expect(waf.sendAll?.(requests)).rejects.toThrow(reason)
})
