import { type ByteString, equalsIgnoringCase } from '../../src/bytes.ts'
import { errorResponse } from '../../src/engine/error-response.ts'
import type { Application } from '../../src/engine/exchange.ts'
import { headerValue, mergedHeaders } from '../../src/http/headers.ts'
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts'
import type { ApplicationRequest } from './application.ts'

/**
 * The application as the official Apache image shows it: mod_proxy answers some requests by itself, and with
 * ProxyErrorOverride on, the server's own page stands for an error of the application.
 */
export const behindHttpd =
  (application: (request: ApplicationRequest) => HttpResponse): Application =>
  request => {
    if (isInUnknownCoding(request)) return errorResponse(500)
    if (isForwardedTooOften(request)) return { ...errorResponse(400), reason: 'Proxy Error' }
    const response = application(request)
    const { status, reason } = response
    return status < 400 ? response : { ...errorResponse(status), status, reason }
  }

/** A Transfer-Encoding that is not `chunked` and nothing else (mod_proxy_http.c). */
const isInUnknownCoding = (request: HttpRequest): boolean => {
  const coding = fieldOf(request, 'Transfer-Encoding')
  return coding !== undefined && !equalsIgnoringCase(coding, 'chunked')
}

/** A Max-Forwards that is no number or is used up (mod_proxy.c, `proxy_handler`); TRACE and OPTIONS may end here. */
const isForwardedTooOften = (request: HttpRequest): boolean => {
  const limit = fieldOf(request, 'Max-Forwards')
  if (limit === undefined || limit === '') return false
  const number = /^[\t-\r ]*\+?(\d+)$/.exec(limit)?.[1]
  return number === undefined || (Number(number) === 0 && request.method !== 'TRACE' && request.method !== 'OPTIONS')
}

const fieldOf = ({ headers }: HttpRequest, name: string): ByteString | undefined =>
  headerValue(mergedHeaders(headers), name)
