import { type ByteString, equalsIgnoringCase } from '../../bytes.ts'
import type { Application } from '../../http/application.ts'
import { headerValue, mergedHeaders } from '../../http/headers.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { errorResponse } from './error-page.ts'

/**
 * The application as the official Apache image shows it: mod_proxy answers some requests by itself, and with
 * ProxyErrorOverride on, the server's own page stands for an error of the application.
 */
export const behindHttpd =
  (application: Application): Application =>
  request => {
    if (isInUnknownCoding(request)) return errorResponse(500)
    const last = asLastHop(request)
    if (last !== undefined) return last
    const response = application(request)
    return response instanceof Promise ? response.then(withOwnPage) : withOwnPage(response)
  }

const withOwnPage = (response: HttpResponse): HttpResponse => {
  const { status, reason } = response
  return status < 400 ? response : { ...errorResponse(status), status, reason }
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
  if (number === undefined) return { ...errorResponse(400), reason: 'Proxy Error' }
  if (Number(number) > 0) return undefined
  if (request.method === 'OPTIONS') return { ...EMPTY, headers: [{ name: 'Content-Length', value: '0' }], body: '' }
  if (request.method !== 'TRACE') return { ...errorResponse(400), reason: 'Proxy Error' }
  return request.body === '' ? echo(request) : errorResponse(413)
}

const EMPTY = { status: 200, reason: 'OK', protocol: 'HTTP/1.1' }

const echo = ({ line, headers }: HttpRequest): HttpResponse => {
  const body = `${[line, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
  return { ...EMPTY, headers: [{ name: 'Content-Type', value: 'message/http' }], body }
}

const fieldOf = ({ headers }: HttpRequest, name: string): ByteString | undefined =>
  headerValue(mergedHeaders(headers), name)
