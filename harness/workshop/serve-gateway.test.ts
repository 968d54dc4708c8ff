import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Gateway } from '../../src/gateway.ts'
import { STARTER_RULES } from '../package-root.ts'
import { setupOf } from '../setup/settings.ts'
import { serveGateway } from './serve-gateway.ts'

const asked: string[] = []
let application: Server
let gateway: Gateway

beforeAll(async () => {
  application = createServer((request, response) => {
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
    })
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${size}`)
      response.end('behind')
    })
  })
  await new Promise<void>(done => application.listen(0, '127.0.0.1', done))
  const address = application.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  gateway = await serveGateway({
    setup: setupOf({ engine: 'DetectionOnly' }, STARTER_RULES, undefined),
    scorerUrl: '',
    dialect: 'v2',
    port: 0,
    host: '127.0.0.1',
    backend: `http://127.0.0.1:${port}/app/`,
    log: () => {},
  })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  application.close()
})

const answer = (pieces: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((done, failed) => {
    let text = ''
    const socket = connect(gateway.port, '127.0.0.1', async () => {
      for (const piece of pieces) await new Promise(written => socket.write(piece, written))
    })
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.on('end', () => done(text))
    socket.on('error', failed)
  })

test.each([
  ['/?a=1', 'GET /app/?a=1 0'],
  ['/a/./b%20c%C3%A9', 'GET /app/a/b%20c%C3%A9 0'],
  ['//elsewhere.example/x', 'GET /app/elsewhere.example/x 0'],
  ['http://elsewhere.example/x?y', 'GET /app/x?y 0'],
])('%s reaches the application, and no other host', async (target, line) => {
  const text = await answer([`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`])
  expect(text).toContain('\r\n\r\nbehind')
  expect(asked.at(-1)).toBe(line)
})

test('each request comes to the application on a connection of its own', async () => {
  let connections = 0
  const count = (): void => {
    connections++
  }
  application.on('connection', count)
  for (let turn = 0; turn < 3; turn++) await answer(['GET / HTTP/1.1\r\nHost: h\r\n\r\n'])
  application.off('connection', count)
  expect(connections).toBe(3)
})

test('a response says that the connection ends', async () => {
  expect(await answer(['GET / HTTP/1.1\r\nHost: h\r\n\r\n'])).toMatch(/\r\nConnection: close\r\n/i)
})

const MEGABYTE = Buffer.alloc(1_000_000, 'a')
const head = (field: string): string =>
  `POST / HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=x\r\n${field}\r\n\r\n`
const part = '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
const end = '\r\n--x--\r\n'
const total = part.length + 4 * MEGABYTE.length + end.length

test.each([
  ['its length told', [head(`Content-Length: ${total}`), part, MEGABYTE, MEGABYTE, MEGABYTE, MEGABYTE, end]],
  [
    'in chunks',
    [
      head('Transfer-Encoding: chunked'),
      ...[part, MEGABYTE, MEGABYTE, MEGABYTE, MEGABYTE, end].flatMap(piece => [
        `${piece.length.toString(16)}\r\n`,
        piece,
        '\r\n',
      ]),
      '0\r\n\r\n',
    ],
  ],
])('a long body comes whole, %s', async (_, pieces) => {
  expect(await answer(pieces)).toContain('\r\n\r\nbehind')
  expect(asked.at(-1)).toBe(`POST /app/ ${total}`)
})

test('a request that the engine dies of is told, and its connection closed', async () => {
  const told: string[] = []
  await using dying = await serveGateway({
    setup: {
      ...setupOf({ engine: 'On' }, STARTER_RULES, undefined),
      afterwards: ['SecAction "id:9,phase:1,pass,log,msg:\'%{RULE.id}\'"'],
    },
    scorerUrl: '',
    dialect: 'v2',
    port: 0,
    host: '127.0.0.1',
    backend: undefined,
    log: line => told.push(line),
  })
  await expect(fetch(dying.url)).rejects.toThrow('fetch failed')
  expect(told.slice(-1)).toEqual([
    'THE ENGINE DIED of GET / HTTP/1.1: RULE is read in the msg, logdata or tag of a rule',
  ])
})
