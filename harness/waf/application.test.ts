import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { fromOctets } from '../../src/bytes.ts'
import { application } from './application.ts'
import { startApplication } from './application-server.ts'
import { sendRaw } from './raw-client.ts'

test.each([
  ['GET', '/', '', 200, 'ok'],
  ['PROPFIND', '/reflect', '', 200, 'ok'],
  ['POST', '/other', '{"status":404}', 200, 'ok'],
  ['POST', '/reflect', '{"body":"é"}', 200, '\xc3\xa9'],
  ['POST', '/reflect', '{"status":404,"body":"gone"}', 404, 'gone'],
  ['POST', '/reflect', '{"encodedBody":"AP8="}', 200, '\x00\xff'],
  ['POST', '/reflect', 'no JSON', 400, 'Invalid JSON in request body'],
  ['POST', '/reflect', '{"status":99}', 400, 'Invalid status'],
])('%s %s with %j is answered %i %j', (method, path, body, status, text) => {
  const request = { method, path, body: Buffer.from(body, 'utf8').toString('latin1') }
  expect(application(request)).toMatchObject({ status, body: text })
})

test('a header that is asked for takes the place of the usual one', () => {
  const wish = '{"headers":{"Content-Type":"text/html","X-A":"b"},"body":"x"}'
  expect(application({ method: 'POST', path: '/reflect', body: wish }).headers).toEqual([
    { name: 'Content-Type', value: 'text/html' },
    { name: 'X-A', value: 'b' },
    { name: 'Content-Length', value: '1' },
  ])
})

test('a client that waits to be told to go on is told once', async () => {
  await using server = await startApplication()
  const socket = connect(server.port, '127.0.0.1')
  socket.write('POST /reflect HTTP/1.1\r\nContent-Length: 12\r\nExpect: 100-Continue\r\n\r\n')
  let octets = ''
  for await (const chunk of socket) {
    octets += fromOctets(chunk)
    if (octets === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('{"body"', () => socket.write(':"x"}'))
  }
  expect(octets).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\nx$/)
})

test.each([
  ['a length', 'POST /reflect?a HTTP/1.1\r\nContent-Length: 12\r\n\r\n{"body":"x"}', 'x'],
  [
    'chunks',
    'POST /reflect HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"body\r\n6\r\n":"x"}\r\n0\r\n\r\n',
    'x',
  ],
  ['a method that nobody knows', 'NOSUCH /\x80 HTTP/1.1\r\n\r\n', 'ok'],
  ['HEAD', 'HEAD / HTTP/1.1\r\n\r\n', ''],
])('over a socket, a request with %s is answered', async (_, octets, body) => {
  await using server = await startApplication()
  const { response } = await sendRaw('127.0.0.1', server.port, Buffer.from(octets, 'latin1'), 2_000)
  expect(response).toMatchObject({ status: 200, body })
})
