import { equalsIgnoringCase, lowerCase, trim } from '../../bytes.ts'
import { headerValue, headerValues, withoutHeader } from '../../http/headers.ts'
import type { Header, HttpResponse } from '../../http/message.ts'
import type { Sending } from '../server.ts'
import { withByteRange } from './byte-range.ts'

/** Statuses behind which httpd closes the connection (http_request.h, `ap_status_drops_connection`). */
export const closesConnection = (status: number): boolean => [400, 408, 411, 413, 414, 500, 501, 503].includes(status)

/**
 * A response as httpd sends it, with its headers as rules of phase 5 and the audit log find them: `Date` and `Server` come
 * later, `Connection` says whether it stays open, a length that is known is said. Seen on 2.4.69 and 2.4.71.
 */
export const finish = (response: HttpResponse, sending: Sending): HttpResponse => {
  const { request } = sending
  if (response.type !== undefined) return ownPage(response, response.type, sending)
  const ranged = withByteRange(request, response)
  if (ranged.type !== undefined) return ownPage(ranged, ranged.type, { ...sending, isLate: true })
  const rest = ['Date', 'Server', 'Connection', 'Keep-Alive'].reduce(withoutHeader, ranged.headers)
  const isCookie = ({ name }: Header): boolean => equalsIgnoringCase(name, 'Set-Cookie')
  const framed = hasBody(ranged, sending) ? withLength(rest, ranged.body.length) : withoutLength(ranged, rest)
  const headers = [
    ...framed.filter(header => !isCookie(header)),
    ...framed.filter(isCookie),
    ...connectionHeaders(ranged, sending),
  ]
  return { ...ranged, headers }
}

/** A page of httpd's own: it has a length unless it takes the place of something that was on its way. */
const ownPage = ({ type: _, ...page }: HttpResponse, type: string, sending: Sending): HttpResponse => {
  const connection = connectionHeaders(page, sending)
  const isHead = sending.request.method === 'HEAD'
  const isChunked = sending.isLate && connection.length === 0 && !isHead
  const length = { name: 'Content-Length', value: String(page.body.length) }
  const framing = isChunked
    ? [{ name: 'Transfer-Encoding', value: 'chunked' }]
    : sending.isLate || isHead
      ? []
      : [length]
  const headers = [...page.headers, ...framing, ...connection, { name: 'Content-Type', value: type }]
  return { ...page, headers, body: isHead ? '' : page.body }
}

const hasBody = ({ status }: HttpResponse, { request }: Sending): boolean =>
  request.method !== 'HEAD' && status !== 204 && status !== 304

const withLength = (headers: readonly Header[], octets: number): readonly Header[] =>
  headerValue(headers, 'Content-Length') === undefined
    ? [...withoutHeader(headers, 'Transfer-Encoding'), { name: 'Content-Length', value: String(octets) }]
    : headers

/** HEAD may have the length that GET would have. */
const withoutLength = ({ status }: HttpResponse, headers: readonly Header[]): readonly Header[] =>
  status === 204 || status === 304 ? withoutHeader(headers, 'Content-Length') : headers

/** httpd's default of MaxKeepAliveRequests: so many requests of a connection may be followed by another. */
export const KEEP_ALIVE_LIMIT = 100

/** httpd's `ap_set_keepalive` (2.4, modules/http/http_protocol.c). */
const connectionHeaders = (
  { status }: HttpResponse,
  { request, firstStatus, bodyIsRead, requestNumber }: Sending,
): readonly Header[] => {
  const wishes = lowerCase(headerValues(request.headers, 'Connection').join(',')).split(',').map(trim)
  const stays = wishes.includes('keep-alive')
  const awaitsBody = !bodyIsRead && lowerCase(headerValue(request.headers, 'Expect') ?? '') === '100-continue'
  const closes =
    requestNumber > KEEP_ALIVE_LIMIT ||
    wishes.includes('close') ||
    awaitsBody ||
    closesConnection(status) ||
    closesConnection(firstStatus) ||
    (request.protocol === 'HTTP/1.0' && !stays)
  if (closes) return [{ name: 'Connection', value: 'close' }]
  return stays
    ? [
        { name: 'Keep-Alive', value: `timeout=5, max=${KEEP_ALIVE_LIMIT + 1 - requestNumber}` },
        { name: 'Connection', value: 'Keep-Alive' },
      ]
    : []
}
