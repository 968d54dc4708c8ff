import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../../src/listen.ts'
import { startScoringServer } from '../../src/scoring/server.ts'
import { joinRelay, startRelay } from './relay.ts'

const HOST = '127.0.0.1'
const FORM = 'method=GET&path=/&args={}&files={}&sizes={}&hour=1&day=1'

const ask = (port: number): Promise<Response> =>
  fetch(`http://${HOST}:${port}/`, {
    method: 'POST',
    body: FORM,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

test('questions reach a scoring server of another process, many at once', async () => {
  await using scorer = await startScoringServer({ script: { verdict: 'attack', score: -0.5, delayMs: 20 } })
  await using relay = await startRelay({ port: 0, carrierPort: 0, host: HOST })
  await using _ = await joinRelay({ host: HOST, port: relay.carrierPort }, { host: HOST, port: scorer.port })
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(relay.port)))
  expect(await Promise.all(answers.map(async answer => [answer.status, await answer.text()]))).toEqual(
    answers.map(() => [401, '-0.5']),
  )
  expect(scorer.journal.total()).toBe(10)
})

test('what is long comes whole, both ways', async () => {
  const echo = createServer({ allowHalfOpen: true }, socket => void socket.pipe(socket))
  const port = await listen(echo, 0, HOST)
  await using relay = await startRelay({ port: 0, carrierPort: 0, host: HOST })
  await using _ = await joinRelay({ host: HOST, port: relay.carrierPort }, { host: HOST, port })
  const sent = Buffer.alloc(3_000_000, 'abcdefg')
  const socket = connect({ host: HOST, port: relay.port, allowHalfOpen: true })
  socket.end(sent)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  expect(Buffer.concat(chunks).equals(sent)).toBe(true)
  echo.close()
})

test.each([
  ['a reset', (socket: Socket) => void socket.resetAndDestroy(), 'ECONNRESET'],
  ['an end', (socket: Socket) => void socket.end(), 'end'],
])('%s stays what it is', async (_, act, seen) => {
  const server = createServer(socket => void socket.on('error', () => {}).once('data', () => act(socket)))
  const port = await listen(server, 0, HOST)
  await using relay = await startRelay({ port: 0, carrierPort: 0, host: HOST })
  await using _carrier = await joinRelay({ host: HOST, port: relay.carrierPort }, { host: HOST, port })
  const socket = connect({ host: HOST, port: relay.port })
  socket.write('x')
  const how = await Promise.race([
    once(socket, 'error').then(([error]) => error.code),
    once(socket.resume(), 'end').then(() => 'end'),
  ])
  expect(how).toBe(seen)
  socket.destroy()
  server.close()
})

test('without a carrier, and after it has gone, connections are reset', async () => {
  await using relay = await startRelay({ port: 0, carrierPort: 0, host: HOST })
  await expect(ask(relay.port)).rejects.toThrow('fetch failed')
  const scorer = await startScoringServer()
  const carrier = await joinRelay({ host: HOST, port: relay.carrierPort }, { host: HOST, port: scorer.port })
  expect((await ask(relay.port)).status).toBe(200)
  await carrier[Symbol.asyncDispose]()
  await scorer[Symbol.asyncDispose]()
  await expect.poll(() => ask(relay.port).catch(() => 'reset')).toBe('reset')
})
