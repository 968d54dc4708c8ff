import { randomBytes } from 'node:crypto'
import type { ByteString } from '../../../src/bytes.ts'
import { DIALECTS } from '../../../src/dialects/index.ts'
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts'
import type { TestApplication } from '../../waf/application.ts'
import type { Client } from '../../waf/waf.ts'
import type { NativeRules, NativeTransaction } from './modsecurity-library.ts'

const CLIENT = '127.0.0.1'
const CLIENT_PORT = 40_000
const SERVER_PORT = 8080
/** The front end. */
const SERVER = DIALECTS.v3.server

/** Takes a request through front end, rules and application; the lines of the error log are told as they are written. */
export const exchange = (
  rules: NativeRules,
  { octets, client }: { readonly octets: Uint8Array; readonly client: Client | undefined },
  application: TestApplication,
  log: (line: ByteString) => void,
): HttpResponse | undefined => {
  const reading = SERVER.read(octets)
  if (reading.kind === 'refused') return reading.status === 0 ? undefined : SERVER.page(reading.status)
  const { request } = reading
  const line = (level: string) => (text: ByteString) => log(framed(level, text, request))
  const tx = rules.open(randomBytes(16).toString('hex'), line('info'))
  try {
    const response = answer(tx, request, client, application, line('error'))
    tx.processLogging()
    return response
  } finally {
    tx.end()
  }
}

/** The steps of the nginx connector (ngx_http_modsecurity_{rewrite,pre_access,header_filter,body_filter}.c, 1.0.3). */
const answer = (
  tx: NativeTransaction,
  request: HttpRequest,
  client: Client | undefined,
  application: TestApplication,
  logDenial: (text: ByteString) => void,
): HttpResponse | undefined => {
  let denied: HttpResponse | undefined
  const step = (work: () => void): boolean => {
    work()
    const found = tx.intervention()
    if (found === undefined) return false
    if (found.log !== '') logDenial(found.log)
    denied = SERVER.page(found.status, found.url === '' ? {} : { location: found.url })
    return true
  }
  const { method, target, protocol, headers, body, path } = request
  const host = SERVER.hostOf(request)
  if (host !== undefined) tx.setHostname(host)
  if (step(() => tx.processConnection(client?.ip ?? CLIENT, client?.port ?? CLIENT_PORT, CLIENT, SERVER_PORT)))
    return denied
  if (step(() => tx.processUri(target, method, protocol.replace(/^HTTP\//, '')))) return denied
  if (step(() => tx.processRequestHeaders(headers))) return denied
  if (step(() => tx.processRequestBody(body))) return denied
  const original = application({ method, path, target, body })
  if (step(() => tx.processResponseHeaders(original.status, 'HTTP 1.1', original.headers))) return denied
  step(() => tx.processResponseBody(original.body))
  return denied ?? original
}

/** The line as nginx would write it, so that it is read like one. */
const framed = (level: string, text: ByteString, { line, headers }: HttpRequest): ByteString => {
  const at = new Date().toISOString().replace(/-/g, '/').replace('T', ' ').slice(0, 19)
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? ''
  return `${at} [${level}] ${process.pid}#0: *1 ${text}, client: ${CLIENT}, server: , request: "${line}", host: "${host}"`
}
