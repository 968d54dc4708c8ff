import { expect, test } from 'vitest'
import { fromText } from '../../../src/bytes.ts'
import type { WrittenStage } from '../file-schema.ts'
import { pythonRequest } from './python-ftw.ts'

const FORM = 'Host: a\r\nContent-Type: application/x-www-form-urlencoded\r\n'
const headers = { Host: 'a' }

type Case = [input: WrittenStage['input'], request: string, fact: string]

// What python-ftw 1.3.0 made of these inputs.
test.each<Case>([
  [{ headers: { Host: 'a', B: '1' } }, 'GET / HTTP/1.1\r\nHost: a\r\nB: 1\r\n\r\n', 'headers as written, none added'],
  [{ method: 'POST', version: '', uri: '/x' }, 'POST /x \r\n\r\n', 'no length without data, a blank before no version'],
  [
    { method: 'POST', headers, data: 'a=b c&d&e=&f=+%&é=ü' },
    `POST / HTTP/1.1\r\n${FORM}Content-Length: 26\r\n\r\na=b+c&f=+%25&%C3%A9=%C3%BC`,
    'a form is encoded and loses fields without a value',
  ],
  [
    { method: 'POST', headers, data: 'a=%41 b' },
    `POST / HTTP/1.1\r\n${FORM}Content-Length: 7\r\n\r\na=%41 b`,
    'a form with escapes stays',
  ],
  [
    { method: 'POST', headers: { 'Content-Type': 'text/plain', 'Content-Length': '7' }, data: ['é', 'b', ''] },
    'POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\né\r\nb\r\n',
    'a list is lines',
  ],
  [
    { method: 'POST', headers, data: 'a b', stop_magic: true },
    'POST / HTTP/1.1\r\nHost: a\r\n\r\na b',
    'stop_magic adds nothing',
  ],
  [
    { raw_request: 'GET /\\x41\\101\\u00e9é\\q\\r\\n' },
    'GET /AAéÃ©\\q\r\n',
    "a raw request has Python's escapes undone",
  ],
  [{ encoded_request: 'R0VUIC8NCg==' }, 'GET /\r\n', 'an encoded request is sent as it is'],
])('%j is sent as %j: %s', (input, request) => {
  expect(pythonRequest({ input })).toBe(fromText(request))
})
