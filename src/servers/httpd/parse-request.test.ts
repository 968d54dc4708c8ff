import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toOctets } from '../../bytes.ts'
import { mergedHeaders } from '../../http/headers.ts'
import { basename, requestUri } from '../../http/uri.ts'
import { serverName } from './host.ts'
import { parseRequest } from './parse-request.ts'

/** What Debian 12's Apache 2.4.71 with mod_security2 2.9.7 did with octets: recorded, never computed. */
type Observed = {
  readonly name: string
  readonly octets: string
  /** Phases that ran, in order. */
  readonly phases: string
  /** The answer's status where httpd itself gave it. */
  readonly status?: number
  readonly line?: string
  readonly method?: string
  readonly rawUri?: string
  readonly query?: string
  readonly protocol?: string
  readonly serverName?: string
  readonly phase1?: PathVariables
  /** The same in the next phase that ran, where it differs. */
  readonly later?: PathVariables
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  readonly logged?: string
}
type PathVariables = { readonly uri?: string; readonly filename?: string; readonly basename?: string }

const observed: readonly Observed[] = JSON.parse(
  readFileSync(new URL('observed-httpd-2.4.71.json', import.meta.url), 'utf8'),
)

const pathVariables = (path: string, query: string | undefined): PathVariables => {
  const uri = requestUri(path, query)
  return { ...(uri !== undefined && { uri }), ...(path !== '' && { filename: path, basename: basename(path) }) }
}

const seen = (octets: string): Omit<Observed, 'name' | 'octets'> => {
  const parsed = parseRequest(toOctets(octets))
  if (parsed.kind === 'refused') return { phases: '', status: parsed.status }
  const { request, resolvedPath, uriAnswer, bodyFault } = parsed
  const answer =
    uriAnswer ??
    (bodyFault && {
      status: bodyFault.status,
      phases: [3, 4, 5],
      logged: { text: `Error reading request body: ${bodyFault.cause}` },
    })
  const name = serverName(request)
  const phase1 = pathVariables(request.path, request.query)
  const later = pathVariables(resolvedPath, request.query)
  const hasBody = mergedHeaders(request.headers).some(header =>
    /^(content-length|transfer-encoding)$/i.test(header.name),
  )
  const isForm = request.headers.some(header => header.value === 'application/x-www-form-urlencoded')
  return {
    phases: `1${answer?.phases.join('') ?? '2345'}`,
    ...(answer && { status: answer.status }),
    line: request.line,
    method: request.method,
    rawUri: request.target,
    ...(request.query !== undefined && { query: request.query }),
    protocol: request.protocol,
    ...(name !== undefined && { serverName: name }),
    phase1,
    ...(resolvedPath !== request.path && { later }),
    headers: mergedHeaders(request.headers).map(header => [header.name, header.value] as const),
    ...(hasBody && isForm && answer === undefined && { body: request.body }),
    ...(answer?.logged && { logged: answer.logged.text }),
  }
}

test.each(observed.map(row => [row.name, row] as const))(
  '%s is taken as httpd takes it',
  (_, { name: __, octets, ...row }) => {
    expect(seen(octets)).toEqual(row)
  },
)

const long = (length: number): string => 'a'.repeat(length)

/** Seen on the same server; too long to record. */
test.each([
  ['a request line of 8191 octets', `GET /${long(8177)} HTTP/1.1\r\nHost: h\r\n\r\n`, 200],
  ['a request line of 8192 octets', `GET /${long(8178)} HTTP/1.1\r\nHost: h\r\n\r\n`, 414],
  ['a header line of 8191 octets', `GET / HTTP/1.1\r\nHost: h\r\nX: ${long(8188)}\r\n\r\n`, 200],
  ['a header line of 8192 octets', `GET / HTTP/1.1\r\nHost: h\r\nX: ${long(8189)}\r\n\r\n`, 400],
  ['a folded header of 8188 octets', `GET / HTTP/1.1\r\nHost: h\r\nX: ${long(7997)}\r\n ${long(187)}\r\n\r\n`, 200],
  ['a folded header of 8189 octets', `GET / HTTP/1.1\r\nHost: h\r\nX: ${long(7997)}\r\n ${long(188)}\r\n\r\n`, 400],
  ['100 header fields', `GET / HTTP/1.1\r\nHost: h\r\n${'X: 1\r\n'.repeat(99)}\r\n`, 200],
  ['101 header fields', `GET / HTTP/1.1\r\nHost: h\r\n${'X: 1\r\n'.repeat(100)}\r\n`, 400],
  ['10 empty lines in front', `${'\r\n'.repeat(10)}GET / HTTP/1.1\r\nHost: h\r\n\r\n`, 200],
  ['11 empty lines in front', `${'\r\n'.repeat(11)}GET / HTTP/1.1\r\nHost: h\r\n\r\n`, 400],
] as const)('%s has status %3$i', (_, octets, status) => {
  const parsed = parseRequest(toOctets(octets))
  expect(parsed.kind === 'refused' ? parsed.status : 200).toBe(status)
})

const chunked = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n'

test.each([
  ['8188 octets', 8186, undefined],
  ['8189 octets', 8187, 413],
])('a chunk line of %s has status %3$s', (_, extension, status) => {
  const parsed = parseRequest(toOctets(`${chunked}1;${long(extension)}\r\na\r\n0\r\n\r\n`))
  expect(parsed.kind === 'request' && parsed.bodyFault?.status).toBe(status)
})

test('a request ends where the next one begins', () => {
  const first = `${chunked}1\r\na\r\n0\r\n\r\n`
  const parsed = parseRequest(toOctets(`${first}GET / HTTP/1.1\r\n`))
  expect(parsed.kind === 'request' && parsed.consumedOctets).toBe(first.length)
})
