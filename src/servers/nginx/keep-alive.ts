import { lowerCase, trim } from '../../bytes.ts'
import { headerValues } from '../../http/headers.ts'
import type { HttpRequest } from '../../http/message.ts'
import type { KeepAlive } from '../server.ts'

/** Statuses of its own pages after which nginx closes the connection (1.30, ngx_http_special_response.c). */
const DROPPING: ReadonlySet<number> = new Set([400, 413, 414, 495, 496, 497, 500, 501])

/** nginx's keepalive_timeout, as the official image sets it, and its default of keepalive_requests. */
export const keepAlive: KeepAlive = {
  idleMs: 60_000,
  requestLimit: 1_000,
  goesOn: ({ request, response, answeredBy }) =>
    asksToGoOn(request) && (answeredBy === 'application' || !DROPPING.has(response.status)),
}

/** What a request says of its connection: HTTP/1.1 goes on unless it says close, HTTP/1.0 ends unless it says keep-alive. */
const asksToGoOn = ({ headers, protocol }: HttpRequest): boolean => {
  const wishes = lowerCase(headerValues(headers, 'Connection').join(',')).split(',').map(trim)
  if (protocol === 'HTTP/0.9' || wishes.includes('close')) return false
  return protocol !== 'HTTP/1.0' || wishes.includes('keep-alive')
}
