import { expect, test } from 'vitest'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { withByteRange } from './byte-range.ts'

const request = (headers: readonly (readonly [string, string])[], method = 'GET'): HttpRequest => ({
  line: `${method} / HTTP/1.1`,
  method,
  target: '/',
  path: '/',
  query: undefined,
  protocol: 'HTTP/1.1',
  headers: headers.map(([name, value]) => ({ name, value })),
  body: '',
})

const answer: HttpResponse = { status: 200, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: 'ok' }

// Seen on httpd 2.4.69 in front of an application that answers `ok`.
test.each([
  ['bytes=0-0', 206, 'o'],
  ['bytes=-1', 206, 'k'],
  ['bytes=-9', 206, 'ok'],
  ['bytes=0-', 206, 'ok'],
  ['Bytes=0-', 206, 'ok'],
  ['bytes=0-0,1-1', 206, 'ok'],
  ['bytes=0-1,2-3,4-5', 206, 'ok'],
  ['bytes=0-0,0-0,0-0', 206, 'o'],
  ['bytes=0-1,', 206, 'ok'],
  ['bytes=1-5', 206, 'k'],
  ['bytes=9-,0-0', 206, 'o'],
  ['bytes=5-', 416, undefined],
  ['bytes=2-', 416, undefined],
  ['bytes=1-0', 200, 'ok'],
  ['bytes=10-5', 200, 'ok'],
  ['bytes=a-', 200, 'ok'],
  ['bytes=,0-1', 200, 'ok'],
  ['bytes= 0-1', 200, 'ok'],
  ['bytes=-0', 200, 'ok'],
  ['bytes=0-1,a', 200, 'ok'],
  ['bytes=5-,a', 200, 'ok'],
  ['bytes=0-1,3-2', 200, 'ok'],
  ['bytes=0-,a-', 206, 'ok'],
])('Range: %s is answered with %i', (range, status, body) => {
  const { status: answered, body: sent } = withByteRange(request([['Range', range]]), answer)
  expect(answered).toBe(status)
  if (body !== undefined) expect(sent).toBe(body)
})

test('repeated headers are one list, which the second name spoils', () => {
  const fields = [
    ['Range', 'bytes=0-0'],
    ['Range', 'bytes=1-1'],
  ] as const
  expect(withByteRange(request(fields), answer).status).toBe(200)
})

test.each<readonly [string, HttpRequest]>([
  ['HEAD', request([['Range', 'bytes=0-']], 'HEAD')],
  ['Request-Range', request([['Request-Range', 'bytes=0-0']])],
  [
    'If-Range',
    request([
      ['Range', 'bytes=0-0'],
      ['If-Range', 'x'],
    ]),
  ],
])('%s gets the whole', (_, whole) => {
  expect(withByteRange(whole, answer)).toEqual(answer)
})

test('ranges that do not touch come in one multipart body', () => {
  const { status, body } = withByteRange(request([['Range', 'bytes=0-0,4-4']]), { ...answer, body: 'abcdef' })
  expect(status).toBe(206)
  expect(body).toContain('Content-range: bytes 4-4/6\r\n\r\ne\r\n--')
})
