import { expect, test } from 'vitest'
import { fromOctets, toOctets } from '../bytes.ts'
import type { HttpResponse } from './message.ts'
import { parseResponse } from './parse-response.ts'
import { serializeResponse } from './serialize.ts'

const response: HttpResponse = {
  status: 200,
  reason: 'OK',
  protocol: 'HTTP/1.1',
  headers: [{ name: 'X', value: '\xe9' }],
  body: 'a\0\xff',
}

test.each<[string, HttpResponse, string, string]>([
  ['gets a Content-Length', response, 'GET', 'HTTP/1.1 200 OK\r\nX: \xe9\r\nContent-Length: 3\r\n\r\na\0\xff'],
  ['to HEAD has no body', response, 'HEAD', 'HTTP/1.1 200 OK\r\nX: \xe9\r\n\r\n'],
  [
    '204 has no body',
    { ...response, status: 204, reason: 'No Content' },
    'GET',
    'HTTP/1.1 204 No Content\r\nX: \xe9\r\n\r\n',
  ],
  [
    'that is chunked goes out as one chunk',
    { ...response, headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] },
    'GET',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\0\xff\r\n0\r\n\r\n',
  ],
])('a response %s', (_, message, method, octets) => {
  expect(fromOctets(serializeResponse(message, method))).toBe(octets)
})

const head = 'HTTP/1.1 200 OK\r\nX: 1\r\n'

test.each([
  ['with a length', `${head}Content-Length: 2\r\n\r\nabcd`, 'GET', 'open', 'ab'],
  [
    'in chunks',
    `${head}Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: 1\r\n\r\nrest`,
    'GET',
    'open',
    'abc',
  ],
  ['until the server closes', `${head}\r\nabc`, 'GET', 'closed', 'abc'],
  ['to HEAD', `${head}Content-Length: 9\r\n\r\n`, 'HEAD', 'open', ''],
  ['after an interim response', `HTTP/1.1 100 Continue\r\n\r\n${head}Content-Length: 1\r\n\r\na`, 'GET', 'open', 'a'],
] as const)('a response %s is read', (_, octets, method, connection, body) => {
  const parsed = parseResponse(toOctets(octets), { method, connection })
  expect(parsed).toMatchObject({ kind: 'response', response: { status: 200, reason: 'OK', body } })
})

test.each([
  ['headers', 'HTTP/1.1 200 OK\r\nX: 1\r\n', 'incomplete'],
  ['a body with a length', `${head}Content-Length: 3\r\n\r\nab`, 'incomplete'],
  ['chunks', `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nab`, 'incomplete'],
  ['a body without a length', `${head}\r\nab`, 'incomplete'],
  ['chunks without a size', `${head}Transfer-Encoding: chunked\r\n\r\nx\r\n`, 'malformed'],
  ['a first line of another protocol', 'ICY 200 OK\r\n\r\n', 'malformed'],
])('a response with the beginning of %s is %3$s', (_, octets, kind) => {
  expect(parseResponse(toOctets(octets), { method: 'GET', connection: 'open' }).kind).toBe(kind)
  if (kind === 'malformed') return
  const isWhole = octets.endsWith('\r\n\r\nab') && !octets.includes('Length')
  expect(parseResponse(toOctets(octets), { method: 'GET', connection: 'closed' }).kind).toBe(
    isWhole ? 'response' : 'malformed',
  )
})
