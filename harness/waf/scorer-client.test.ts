import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { EnvironmentError } from '../../src/errors.ts'
import { listen } from '../../src/listen.ts'
import { startForwarding } from '../../src/scoring/forwarding.ts'
import { startScoringServer } from '../../src/scoring/server.ts'
import { scorerClient } from './scorer-client.ts'
import { TAKES_NO_SCRIPT } from './scorer-reasons.ts'

const HOST = '127.0.0.1'
const FORM = 'method=GET&path=/&args={}&files={}&sizes={}&hour=1&day=1'

const ask = async (url: string): Promise<number> =>
  (await fetch(url, { method: 'POST', body: FORM, headers: { 'content-type': 'application/x-www-form-urlencoded' } }))
    .status

test('each call has a connection of its own, since the server may have closed an older one', async () => {
  let connections = 0
  const server = createServer((_, response) => void response.end('{"total":0,"entries":[]}'))
  server.on('connection', () => {
    connections++
  })
  const client = await scorerClient(`http://${HOST}:${await listen(server, 0, HOST)}`)
  await client.newQuestions()
  await client.newQuestions()
  server.closeAllConnections()
  server.close()
  expect(connections).toBe(3)
})

test('it sets scripts, and lets everything pass where there is none', async () => {
  await using server = await startScoringServer({ control: true })
  const client = await scorerClient(server.url.replace(/\/$/, ''))
  await client.setScript({ verdict: 'attack' })
  expect(await ask(server.url)).toBe(401)
  await client.setScript(undefined)
  expect(await ask(server.url)).toBe(200)
  expect((await client.newQuestions()).map(({ answered }) => answered.status)).toEqual([401, 200])
  expect(await client.newQuestions()).toEqual([])
})

test('of a server that passes on, it tells the questions, and that it takes no script', async () => {
  await using server = await startScoringServer()
  await using between = await startForwarding({ target: server.url, control: true })
  const client = await scorerClient(between.url.replace(/\/$/, ''))
  await client.setScript(undefined)
  expect(await ask(between.url)).toBe(200)
  expect((await client.newQuestions()).map(({ path }) => path)).toEqual(['/'])
  await expect(client.setScript({ verdict: 'pass' })).rejects.toThrow(TAKES_NO_SCRIPT)
  await server[Symbol.asyncDispose]()
  await expect(ask(between.url)).rejects.toThrow()
  await expect(client.newQuestions()).rejects.toThrow(/^your scoring server could not be reached: connect ECONNREFUSED/)
})

test('a server that does not answer is a matter of the surroundings', async () => {
  await expect(scorerClient(`http://${HOST}:1`)).rejects.toThrow(
    new EnvironmentError(`the scoring server at http://${HOST}:1 does not answer: connect ECONNREFUSED ${HOST}:1`),
  )
})
