import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { fromOctets } from '../../src/bytes.ts'
import { newApplication } from './application.ts'
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
  const request = { method, path, target: path, body: Buffer.from(body, 'utf8').toString('latin1') }
  expect(newApplication()(request)).toMatchObject({ status, body: text })
})

test('endpoints answer as they were configured to, until all is forgotten', () => {
  const application = newApplication()
  const ask = (method: string, target: string, body = '') =>
    application({ method, target, path: target.replace(/\?.*/, ''), body })
  const endpoints = [
    { method: 'GET', url: '/a?b=c' },
    { method: 'PUT', url: '/d' },
  ]
  const wish = JSON.stringify({ endpoints, status: 403, headers: { 'X-A': 'b' }, body: 'é' })
  expect(ask('POST', '/configure_reflection', Buffer.from(wish, 'utf8').toString('latin1')).status).toBe(200)
  expect(ask('GET', '/a?b=c')).toMatchObject({ status: 403, body: '\xc3\xa9' })
  expect(ask('PUT', '/d').headers[0]).toEqual({ name: 'X-A', value: 'b' })
  expect(ask('GET', '/a')).toMatchObject({ status: 200, body: 'ok' })
  expect(newApplication()({ method: 'PUT', path: '/d', target: '/d', body: '' }).status).toBe(200)
  ask('PUT', '/reset')
  expect(ask('GET', '/a?b=c')).toMatchObject({ status: 200, body: 'ok' })
  expect(ask('POST', '/configure_reflection', 'no JSON').status).toBe(400)
})

test('a header that is asked for takes the place of the usual one', () => {
  const wish = '{"headers":{"Content-Type":"text/html","X-A":"b"},"body":"x"}'
  expect(newApplication()({ method: 'POST', path: '/reflect', target: '/reflect', body: wish }).headers).toEqual([
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
  const { response } = await sendRaw('127.0.0.1', server.port, Buffer.from(octets, 'latin1'), 60_000)
  expect(response).toMatchObject({ status: 200, body })
})
