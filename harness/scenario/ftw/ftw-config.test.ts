import { expect, test } from 'vitest'
import { fromOctets } from '../../../src/bytes.ts'
import { showDiagnostic } from '../../../src/errors.ts'
import { parseScenarioFile } from '../read.ts'
import { buildRequest } from '../request.ts'
import { parseFtwConfig } from './ftw-config.ts'
import { withOverrides } from './input-overrides.ts'

const config = (text: string) => parseFtwConfig('.ftw.yaml', Buffer.from(text))

test('the configuration of go-ftw is read as it is', () => {
  expect(
    config(`logfile: tests/logs/error.log
include: '^9'
exclude: '^91'
include_tags: cookie
skip_tls_verification: true
testoverride:
  input: { dest_addr: 192.0.2.1, port: 8080, protocol: https }
  ignore: { '920100-1': later }
`),
  ).toMatchObject({
    logFile: 'tests/logs/error.log',
    url: 'https://192.0.2.1:8080',
    include: /^9/m,
    exclude: /^91/m,
    includeTags: /cookie/m,
    skipsVerification: true,
    ignore: [{ pattern: /920100-1/m, reason: 'later' }],
    notices: [],
  })
})

test.each([
  ['', undefined],
  ['testoverride: { input: { port: 80 } }', 'http://localhost:80'],
  ['testoverride: { input: { dest_addr: "::1" } }', 'http://[::1]:80'],
  ['testoverride: { input: { uri: /x } }', undefined],
])('%j sends tests to %j', (text, url) => {
  expect(config(text).url).toBe(url)
})

test.each([
  ['logmarkerheadername: X-A', '"logmarkerheadername" is not needed here: the lines of a request are found without'],
  ['maxmarkerretries: 3', '"maxmarkerretries" is not needed here'],
  ['mode: cloud', '"mode" does nothing here: without a log, what a test expects of it is not judged'],
  ['testoverride: { ingore: {} }', '"ingore" is not read by go-ftw, or does nothing here [UNREAD_KEY]'],
  ['testoverride: { input: { save_cookie: true } }', '"save_cookie" is not read by go-ftw, or does nothing here'],
])('%j is told to have no effect', (text, message) => {
  const [notice] = config(text).notices
  expect(notice === undefined ? '' : showDiagnostic(notice)).toContain(`.ftw.yaml:1:`)
  expect(notice === undefined ? '' : showDiagnostic(notice)).toContain(message)
})

test.each([
  ['include: "("', '.ftw.yaml:1:10: not a regular expression'],
  ['testoverride: { ignore: { "(": x } }', '"(" is not a regular expression'],
  ['testoverride: { input: { port: x } }', 'wanted a number'],
])('%j is bad input', (text, message) => {
  expect(() => config(text)).toThrow(message)
})

const sent = (input: string, override: string): string => {
  const text = `rule_id: 1\ntests: [{ stages: [{ input: ${input}, output: { status: 200 } }] }]`
  const [scenario] = parseScenarioFile('1.yaml', Buffer.from(text)).scenarios
  const overrides = config(`testoverride: { input: ${override} }`).input
  return fromOctets(buildRequest(withOverrides(scenario?.stages[0]?.input ?? {}, overrides)))
}

// Go-ftw 2.5.0 sent the same, less the order of headers.
test.each([
  [
    '{ uri: /one, headers: { Host: localhost } }',
    '{ headers: { User-Agent: over, host: other } }',
    'GET /one HTTP/1.1\r\nUser-Agent: over\r\nhost: other\r\nConnection: close\r\n\r\n',
  ],
  [
    '{ uri: /one, headers: { Host: a } }',
    '{ uri: /two, method: PUT, version: HTTP/1.0 }',
    'PUT /two HTTP/1.0\r\nHost: a',
  ],
  ['{ headers: {} }', '{ dest_addr: waf, override_empty_host_header: true }', 'GET / HTTP/1.1\r\nHost: waf\r\n'],
  ['{ headers: { Host: a } }', '{ dest_addr: waf, override_empty_host_header: true }', 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ['{ encoded_request: R0VUIC8NCg== }', '{ encoded_request: UFVUIC8NCg== }', 'PUT /\r\n'],
  [
    '{ method: POST, headers: { Host: a } }',
    '{ data: x=1, autocomplete_headers: false }',
    'POST / HTTP/1.1\r\nHost: a\r\n\r\nx=1',
  ],
  [
    '{ ordered_headers: [{ name: host, value: a }, { name: B, value: "1" }] }',
    '{ headers: { Host: b } }',
    'GET / HTTP/1.1\r\nB: 1\r\nHost: b\r\n',
  ],
])('%s with %s is sent as %j', (input, override, start) => {
  expect(sent(input, override).slice(0, start.length)).toBe(start)
})
