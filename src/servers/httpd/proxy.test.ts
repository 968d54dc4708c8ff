import { expect, test } from 'vitest'
import { newApplication } from '../../../harness/waf/application.ts'
import { fromText } from '../../bytes.ts'
import { parseRequest } from './parse-request.ts'
import { behindHttpd } from './proxy.ts'

const statusOf = async (request: string): Promise<number> => {
  const parsed = parseRequest(Buffer.from(fromText(request), 'latin1'))
  return (await behindHttpd(newApplication())(parsed.request)).status
}

// Seen on httpd 2.4.69 with the configuration of the official image.
test.each([
  ['GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n', 400, 'what may not be forwarded any more is refused'],
  ['GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards:\r\n\r\n', 400, 'nothing is nought'],
  ['OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n', 200, 'OPTIONS ends here'],
  ['TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nContent-Length: 1\r\n\r\na', 413, 'and TRACE, without a body'],
  ['GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 1\r\n\r\n', 200, 'once more is fine'],
  [
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    500,
    'a coding besides chunked is unknown',
  ],
  ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n', 500, 'also chunked twice'],
  [
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n',
    200,
    'chunked in any case is forwarded',
  ],
])('%j is answered with %i: %s', async (request, status) => {
  expect(await statusOf(request)).toBe(status)
})
