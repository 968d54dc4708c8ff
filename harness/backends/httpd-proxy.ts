import { equalsIgnoringCase } from '../../src/bytes.ts'
import { errorResponse } from '../../src/engine/error-response.ts'
import type { Application } from '../../src/engine/exchange.ts'
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts'
import type { ApplicationRequest } from './application.ts'

/**
 * The application as the official Apache image shows it: mod_proxy answers some requests by itself, and with
 * ProxyErrorOverride on, the server's own page stands for an error of the application.
 */
export const behindHttpd =
  (application: (request: ApplicationRequest) => HttpResponse): Application =>
  request => {
    if (isForwardedTooOften(request)) return { ...errorResponse(400), reason: 'Proxy Error' }
    const response = application(request)
    const { status, reason } = response
    return status < 400 ? response : { ...errorResponse(status), status, reason }
  }

/** A Max-Forwards that is no number or is used up (mod_proxy.c, `proxy_handler`); TRACE and OPTIONS may end here. */
const isForwardedTooOften = ({ method, headers }: HttpRequest): boolean => {
  const values = headers.filter(({ name }) => equalsIgnoringCase(name, 'Max-Forwards')).map(({ value }) => value)
  if (values.length === 0) return false
  const limit = /^[\t-\r ]*\+?(\d+)$/.exec(values.join(', '))?.[1]
  if (limit === undefined) return values.join('') !== ''
  return Number(limit) === 0 && method !== 'TRACE' && method !== 'OPTIONS'
}
