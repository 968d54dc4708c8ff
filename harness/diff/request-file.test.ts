import { expect, test } from 'vitest'
import { fromOctets, toOctets } from '../../src/bytes.ts'
import { showDiagnostic } from '../../src/errors.ts'
import { requestFile } from './request-file.ts'

const read = (text: string) => requestFile('a.http', toOctets(text))

const codes = (text: string): readonly string[] => read(text).notices.map(({ code }) => code)

test.each([
  ['GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['POST /a b HTTP/1.1\r\nContent-Length: 2\r\n\r\n\n\n'],
  ['\r\nGET / HTTP/1.1\r\n\r\n'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['GET /\r\n\r\n'],
  ['x-y! / HTTP/9.9\r\n\r\n{"log":{}}'],
  ['GET http://a/ HTTP/1.0 HTTP/1.1\r\n\r\n\x00\xff'],
])('%j is sent octet for octet', text => {
  expect(fromOctets(read(text).octets)).toBe(text)
  expect(codes(text)).toEqual([])
})

test.each([
  ['{"log": {"version": "1.2", "entries": []}}', 'an HTTP archive (HAR)'],
  ['{"transaction": {"client_ip": "1"}}', 'an audit log of ModSecurity in JSON'],
  ['[1]', 'JSON'],
  [
    '--c7036611-A--\n[09/Jan/2026:12:27:56 +0000] id 1 2 3 4\n--c7036611-B--\nGET / HTTP/1.1\n',
    'an audit log of ModSecurity',
  ],
  ['---a3f---A--\n[09/Jan/2026] GET / HTTP/1.1', 'an audit log of ModSecurity'],
  ['HTTP/1.1 200 OK\r\n\r\n', 'a response'],
  ["curl -H 'A: b' http://a/", 'a curl command'],
  ['<?xml version="1.0"?><items/>', 'XML or HTML'],
  ['### first\nGET http://a/ HTTP/1.1\n', "a file for an editor's REST client"],
  [
    'GET http://a/ HTTP/1.1\n\n###\nGET http://b/ HTTP/1.1\n',
    "a file for an editor's REST client, with several requests",
  ],
  ['\xef\xbb\xbfGET / HTTP/1.1\r\n\r\n', 'a text that begins with a byte order mark'],
  ['\r\n', 'an empty file'],
  ['', 'an empty file'],
  ['Dear all,\n', 'a text of another kind'],
  ['SecRuleEngine On\n', 'a text of another kind'],
  ['[Thu Jan 01 00:00:00 2026] [security2:error] ModSecurity: Warning.', 'an error log'],
  ['2026/01/01 00:00:00 [error] 1#1: ModSecurity', 'an error log'],
  ['tests:\n  - stages: []\n', 'a text of another kind'],
])('%j is no request but %s', (text, kind) => {
  expect(() => read(text)).toThrow(`this is no request but ${kind}; wanted is a file with the octets of one request:`)
})

test('what is no request is told with its file, its first line, and what to do', () => {
  expect(() => requestFile('audit.log', toOctets('--c7036611-A--\nx\n'))).toThrow(
    /^audit\.log:1:1: this is no request but an audit log .*; a scenario sends anything else \(input\.encoded_request\) \[NO_REQUEST\]\n {2}--c7036611-A--\n {2}\^{14}$/,
  )
})

test.each([
  ['GET / HTTP/1.1\nHost: a\n\n', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'a head'],
  ['GET / HTTP/1.1\nHost: a\n', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'a head without its empty line'],
  [
    'POST / HTTP/1.1\nContent-Length: 3\n\na\nb\n',
    'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\nb\n',
    'not a body that is counted with LF',
  ],
  [
    'POST / HTTP/1.1\nContent-Length: 6\n\na\nb\n',
    'POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\na\r\nb\r\n',
    'a body that is counted with CRLF',
  ],
  [
    'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\na\n0\n\n',
    'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    'a body in chunks',
  ],
])('bare LF is made CRLF, which is told: %j is sent as %j (%s)', (text, sent) => {
  expect(fromOctets(read(text).octets)).toBe(sent)
  expect(codes(text)).toEqual(['BARE_LF'])
})

test('the notice of bare LF says what was done and how to send what is meant', () => {
  expect(read('GET / HTTP/1.1\nA: b\n\n').notices.map(showDiagnostic)).toEqual([
    'a.http:1:1: the lines of the head end in bare LF and are sent with CRLF; to send exactly what you mean, write CRLF, or input.encoded_request of a scenario [BARE_LF]\n  GET / HTTP/1.1\n  ^^^^^^^^^^^^^^',
  ])
})

test.each([
  ['GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n', 'BARE_LF'],
  ['GET / HTTP/1.1\r\nA: b\r\n', 'UNENDED_HEAD'],
  ['GET / HTTP/1.1', 'UNENDED_HEAD'],
])('%j is sent as it is, with the notice %s', (text, code) => {
  expect(fromOctets(read(text).octets)).toBe(text)
  expect(codes(text)).toEqual([code])
})
