import { createServer, type Server } from 'node:http'
import { expect, test } from 'vitest'
import { waitForUrl } from './wait-for-url.ts'

const listening = async (server: Server, port = 0): Promise<number> => {
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const closed = (server: Server): Promise<unknown> => new Promise(done => server.close(done))

/** A port where nobody listens. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listening(server)
  await closed(server)
  return port
}

test('whatever answers is up, an error page too', async () => {
  const server = createServer((_, response) => response.writeHead(503).end())
  const port = await listening(server)
  const awaited = { url: `http://127.0.0.1:${port}/x`, intervalMs: 1000, limitMs: 1, skipsVerification: false }
  const pause = () => Promise.reject(new Error('there is nothing to wait for'))
  await waitForUrl(awaited, { now: () => 0, pause }, new AbortController().signal)
  await closed(server)
})

test('what is not up is tried again after each interval, until it is', async () => {
  const port = await freePort()
  const server = createServer((_, response) => response.end())
  let nowMs = 0
  const pause = async (ms: number): Promise<void> => {
    nowMs += ms
    if (nowMs === 2000) await listening(server, port)
  }
  const awaited = { url: `http://127.0.0.1:${port}`, intervalMs: 1000, limitMs: 0, skipsVerification: false }
  await waitForUrl(awaited, { now: () => nowMs, pause }, new AbortController().signal)
  expect(nowMs).toBe(2000)
  await closed(server)
})

test('what is not up in time is an error of the surroundings', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  let nowMs = 0
  const pause = async (ms: number): Promise<void> => {
    nowMs += ms
  }
  const awaited = { url, intervalMs: 400, limitMs: 1000, skipsVerification: false }
  const waiting = waitForUrl(awaited, { now: () => nowMs, pause }, new AbortController().signal)
  await expect(waiting).rejects.toThrow(`${url} did not answer within 1000 ms`)
  expect(nowMs).toBe(800)
})
