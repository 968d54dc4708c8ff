import { expect, test } from 'vitest'
import { serveScorer } from './serve.ts'
import { startScoringServer } from './server.ts'

const QUESTION = 'method=GET&path=/%ff&args={}&files={}&hour=1&day=1'

const put = async (url: string, script: unknown) => {
  const response = await fetch(new URL('/_wafrig/script', url), { method: 'PUT', body: JSON.stringify(script) })
  return { status: response.status, body: await response.text() }
}

const ask = async (url: string) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await fetch(url, { method: 'POST', body: QUESTION, headers })).status
}

test.each([
  [{ verdict: 'attack' }, 401],
  [{ match: [{ when: { path: '^/' }, answer: { verdict: 'attack' } }], otherwise: { status: 500 } }, 401],
  [{ match: [], otherwise: { status: 500 } }, 500],
  [{ sequence: [{ verdict: 'error' }] }, 400],
  [{ random: { seed: 7, attackShare: 1 } }, 401],
  [{ model: 'keywords' }, 200],
  [{}, 200],
])('the script %j is taken and answers %d', async (script, status) => {
  await using server = await startScoringServer({ control: true })
  expect(await put(server.url, script)).toEqual({ status: 204, body: '' })
  expect(await ask(server.url)).toBe(status)
})

test.each([
  [[], 'script must be an object'],
  [{ verdict: 'maybe' }, 'script.verdict must be one of pass, attack, error'],
  [{ verdct: 'pass' }, 'script has no "verdct"; did you mean "verdict"?'],
  [{ status: 99 }, 'script.status must be a status from 200 to 599'],
  [{ score: '1' }, 'script.score must be a number'],
  [{ delayMs: -1 }, 'script.delayMs must be 0 or more'],
  [{ fault: 'explode' }, 'script.fault must be one of refuse, close, hang, garbage, empty'],
  [{ sequence: [] }, 'sequence must be an answer at least'],
  [{ sequence: [{}, 1] }, 'sequence[1] must be an object'],
  [{ random: { seed: 1, attackShare: 2 } }, 'random.attackShare must be a number from 0 to 1'],
  [{ match: [{ when: { uri: '/' }, answer: {} }] }, 'match[0].when has no "uri"; the keys are method, path, args'],
])('the script %j is refused: %s', async (script, reason) => {
  await using server = await startScoringServer({ control: true, script: { verdict: 'attack' } })
  const answer = await put(server.url, script)
  expect(answer.status).toBe(400)
  expect(answer.body).toContain(`scoring script: ${reason} [BAD_SCORING_SCRIPT]`)
  expect(await ask(server.url)).toBe(401)
})

test.each([
  [{ match: [{ when: { path: '(' }, answer: {} }] }, '[BAD_MATCHER]'],
  [{ model: 'zzzzzzzz' }, 'no model "zzzzzzzz"; there are keywords [UNKNOWN_MODEL]'],
])('the script %j is refused with %j', async (script, text) => {
  await using server = await startScoringServer({ control: true })
  const answer = await put(server.url, script)
  expect(answer.status).toBe(400)
  expect(answer.body).toContain(text)
})

test('the journal crosses JSON with every byte, and is forgotten on DELETE', async () => {
  await using server = await startScoringServer({ control: true })
  await ask(server.url)
  await ask(server.url)
  const journal = new URL('/_wafrig/journal', server.url)
  const all = JSON.parse(await (await fetch(journal)).text())
  expect(all).toEqual({ total: 2, entries: server.journal.since(0) })
  expect(all.entries[0].path).toBe('/\xff')
  journal.searchParams.set('since', '1')
  expect(JSON.parse(await (await fetch(journal)).text()).entries).toHaveLength(1)
  expect((await fetch(journal, { method: 'DELETE' })).status).toBe(204)
  expect(JSON.parse(await (await fetch(journal)).text()).entries).toEqual([])
  expect((await fetch(new URL('?since=x', journal))).status).toBe(400)
})

test('control calls are off unless asked for', async () => {
  await using server = await startScoringServer()
  expect((await put(server.url, { verdict: 'attack' })).status).toBe(404)
})

test('serveScorer serves until its signal', async () => {
  const stop = new AbortController()
  let status: Promise<number> | undefined
  await serveScorer({}, stop.signal, server => {
    status = ask(server.url).finally(() => stop.abort())
  })
  expect(await status).toBe(200)
})
