import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toOctets } from '../bytes.ts'
import { mergedHeaders } from './headers.ts'
import { serverName } from './host.ts'
import { parseRequest } from './parse-request.ts'
import { basename, requestUri } from './uri.ts'

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
  const { request, resolvedPath, uriAnswer, bodyAnswer } = parsed
  const answer = uriAnswer ?? bodyAnswer
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
