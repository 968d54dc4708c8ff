import { type ByteString, equalsIgnoringCase } from '../../bytes.ts'
import type { Application } from '../../http/application.ts'
import { headerValue, mergedHeaders, withoutHeader } from '../../http/headers.ts'
import type { Header, HttpRequest, HttpResponse } from '../../http/message.ts'
import { errorPage } from './error-page.ts'

/**
 * The application as the official Apache image shows it: mod_proxy answers some requests by itself, and with
 * ProxyErrorOverride on, the server's own page stands for an error of the application.
 */
export const behindHttpd =
  (application: Application): Application =>
  request => {
    if (isInUnknownCoding(request)) return errorPage(500)
    const last = asLastHop(request)
    if (last !== undefined) return last
    const response = application(request)
    return response instanceof Promise
      ? response.then(answer => handedOn(request, answer))
      : handedOn(request, response)
  }

/** What stays of the application's response; of an error nothing but what the client is to log in with. */
const handedOn = (request: HttpRequest, response: HttpResponse): HttpResponse => {
  const { status, reason, headers } = response
  if (status < 400) return { ...response, headers: ofOneHop.reduce(withoutHeader, cookiesLast(headers)) }
  const page = errorPage(status, { method: request.method, reason })
  const login = headers.filter(({ name }) => equalsIgnoringCase(name, 'WWW-Authenticate'))
  return status === 401 ? { ...page, headers: login } : page
}

/** Headers that end at the next server (`ap_proxy_clear_connection`). */
const ofOneHop = ['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade']

const cookiesLast = (headers: readonly Header[]): readonly Header[] => {
  const isCookie = ({ name }: Header): boolean => equalsIgnoringCase(name, 'Set-Cookie')
  return [...headers.filter(header => !isCookie(header)), ...headers.filter(isCookie)]
}

/** A Transfer-Encoding that is not `chunked` and nothing else (mod_proxy_http.c). */
const isInUnknownCoding = (request: HttpRequest): boolean => {
  const coding = fieldOf(request, 'Transfer-Encoding')
  return coding !== undefined && !equalsIgnoringCase(coding, 'chunked')
}

/** The answer to a Max-Forwards that is no number or is used up (mod_proxy.c, `proxy_handler`). */
const asLastHop = (request: HttpRequest): HttpResponse | undefined => {
  const limit = fieldOf(request, 'Max-Forwards')
  if (limit === undefined) return undefined
  const number = /^[\t-\r ]*\+?(\d*)$/.exec(limit)?.[1]
  if (number === undefined) return { ...errorPage(400), reason: 'Proxy Error' }
  if (Number(number) > 0) return undefined
  if (request.method === 'OPTIONS') return { ...EMPTY, headers: [{ name: 'Content-Length', value: '0' }], body: '' }
  if (request.method !== 'TRACE') return { ...errorPage(400), reason: 'Proxy Error' }
  return request.body === '' ? echo(request) : errorPage(413)
}

const EMPTY = { status: 200, reason: 'OK', protocol: 'HTTP/1.1' }

const echo = ({ line, headers }: HttpRequest): HttpResponse => {
  const body = `${[line, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
  return { ...EMPTY, headers: [{ name: 'Content-Type', value: 'message/http' }], body }
}

const fieldOf = ({ headers }: HttpRequest, name: string): ByteString | undefined =>
  headerValue(mergedHeaders(headers), name)

/** The answer to a target of another scheme than http, which alone is loaded, or without a host (mod_proxy.c; seen on 2.4.69). */
export const refusedTarget = (target: ByteString): number | undefined => {
  const scheme = /^([^:]*):/.exec(target)?.[1]
  if (scheme === undefined) return 400
  if (!equalsIgnoringCase(scheme, 'http')) return 500
  return /^[^:]*:\/\/[^/]/.test(target) ? undefined : 400
}
