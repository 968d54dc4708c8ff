import { expect, test } from 'vitest'
import { fromOctets } from '../../src/bytes.ts'
import type { Input } from './input-schema.ts'
import { buildRequest } from './request.ts'

const ftw = { default_headers: false } satisfies Input

const cases: readonly (readonly [fact: string, input: Input, request: string])[] = [
  [
    'an empty input is GET / with the default headers',
    {},
    'GET / HTTP/1.1\r\nAccept: */*\r\nHost: localhost\r\nUser-Agent: wafrig\r\nConnection: close\r\n\r\n',
  ],
  ['FTW gets no default headers', { ...ftw, uri: '/a' }, 'GET /a HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    'headers of a map are sorted by name',
    { ...ftw, headers: { b: '1', a: '2', Z: '3' } },
    'GET / HTTP/1.1\r\nZ: 3\r\na: 2\r\nb: 1\r\nConnection: close\r\n\r\n',
  ],
  [
    'ordered headers stay in order and may repeat',
    {
      ordered_headers: [
        { name: 'b', value: '1' },
        { name: 'a', value: '2' },
        { name: 'b', value: '3' },
      ],
    },
    'GET / HTTP/1.1\r\nb: 1\r\na: 2\r\nb: 3\r\nConnection: close\r\n\r\n',
  ],
  [
    'no autocompletion leaves the headers as written',
    { autocomplete_headers: false, method: 'POST', data: 'a=b c' },
    'POST / HTTP/1.1\r\n\r\na=b c',
  ],
  [
    'a present Connection or Content-Length in any case is kept',
    { ...ftw, method: 'POST', headers: { connection: 'keep-alive', 'content-length': '3' } },
    'POST / HTTP/1.1\r\nconnection: keep-alive\r\ncontent-length: 3\r\n\r\n',
  ],
  [
    'a method that starts with POST has a length, as in go-ftw',
    { ...ftw, method: 'POSTER' },
    'POSTER / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  ],
  [
    'data without a type is an encoded form',
    { ...ftw, method: 'POST', data: 'a=b c&d=<é>&e' },
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 27\r\n\r\na=b+c&d=%3C%C3%A9%3E&e'.replace(
      '27',
      '22',
    ),
  ],
  [
    'data with a percent sign is left alone',
    { ...ftw, method: 'POST', data: 'a=%20 b' },
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 7\r\n\r\na=%20 b',
  ],
  [
    'one trailing & falls away when encoding',
    { ...ftw, method: 'POST', data: 'a=b&&' },
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 4\r\n\r\na=b&',
  ],
  [
    'a form type with parameters is not encoded',
    {
      ...ftw,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      data: 'a=b c',
    },
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\nConnection: close\r\nContent-Length: 5\r\n\r\na=b c',
  ],
  [
    'LF becomes CRLF in multipart data',
    { ...ftw, method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, data: '--x\n--x--\n' },
    'POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nConnection: close\r\nContent-Length: 12\r\n\r\n--x\r\n--x--\r\n',
  ],
  [
    'an encoded request is sent as it is',
    { encoded_request: Buffer.from('GET /\xff\n\n', 'latin1').toString('base64') },
    'GET /\xff\n\n',
  ],
  ['text is UTF-8', { ...ftw, uri: '/é', autocomplete_headers: false }, 'GET /\xc3\xa9 HTTP/1.1\r\n\r\n'],
  [
    'query arguments are encoded and put at the end',
    { ...ftw, autocomplete_headers: false, uri: '/a?x=1', query: { 'b c': ['1', '&'], d: { base64: '/w==' } } },
    'GET /a?x=1&b+c=1&b+c=%26&d=%FF HTTP/1.1\r\n\r\n',
  ],
  [
    'a form is a POST',
    { ...ftw, form: { a: 'b+c', n: 1 } },
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 11\r\n\r\na=b%2Bc&n=1',
  ],
  [
    'json is a POST',
    { ...ftw, json: { a: [1, null] } },
    'POST / HTTP/1.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"a":[1,null]}',
  ],
  [
    'a long value is written shortly',
    { ...ftw, autocomplete_headers: false, query: { a: { repeat: 'xy', times: 3 } } },
    'GET /?a=xyxyxy HTTP/1.1\r\n\r\n',
  ],
]

test.each(cases)('%s', (_, input, request) => {
  expect(fromOctets(buildRequest(input))).toBe(request)
})

test('a multipart body keeps its contents octet for octet', () => {
  const input: Input = {
    ...ftw,
    autocomplete_headers: false,
    multipart: [
      { name: 'field', content: 'a\nb' },
      { name: 'up', filename: 'a"b.txt', size: 3 },
    ],
  }
  expect(fromOctets(buildRequest(input))).toBe(
    [
      'POST / HTTP/1.1',
      'Content-Type: multipart/form-data; boundary=----wafrig-boundary-4f1c',
      '',
      '------wafrig-boundary-4f1c',
      'Content-Disposition: form-data; name="field"',
      '',
      'a\nb',
      '------wafrig-boundary-4f1c',
      'Content-Disposition: form-data; name="up"; filename="a%22b.txt"',
      'Content-Type: application/octet-stream',
      '',
      'xxx',
      '------wafrig-boundary-4f1c--',
      '',
    ].join('\r\n'),
  )
})
