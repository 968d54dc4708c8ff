import { type ByteString, equalsIgnoringCase, lowerCase, trim } from '../bytes.ts'
import { headerValue, headerValues, withoutHeader } from '../http/headers.ts'
import type { Header, HttpResponse } from '../http/message.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { AuditTrail } from './audit-trail.ts'

/** Statuses behind which httpd closes the connection (http_request.h, `ap_status_drops_connection`). */
const CLOSING_STATUSES: readonly number[] = [400, 408, 411, 413, 414, 500, 501, 503]

/**
 * The response's headers as httpd holds them when the audit record is written: `Date` and `Server` come later,
 * cookies stand behind the rest, `Connection` says whether it stays open. Seen on httpd 2.4.69 and 2.4.71.
 */
export const sentHeaders = (
  tx: Transaction,
  response: HttpResponse,
  { originalStatus }: Pick<AuditTrail, 'originalStatus'>,
): readonly Header[] => {
  const connection = connectionHeaders(tx, [response.status, originalStatus() ?? response.status])
  if (isOwnPage(tx, response)) {
    const type = { name: 'Content-Type', value: headerValue(response.headers, 'Content-Type') ?? '' }
    const isLate = (tx.intervention?.phase ?? 0) >= 3
    const lateFraming = connection.length > 0 ? [] : [{ name: 'Transfer-Encoding', value: 'chunked' }]
    const framing = isLate ? lateFraming : [{ name: 'Content-Length', value: String(response.body.length) }]
    return [...response.headers.filter(({ name }) => name === 'Location'), ...framing, ...connection, type]
  }
  const rest = ['Date', 'Server', 'Connection', 'Keep-Alive'].reduce(withoutHeader, response.headers)
  const isCookie = ({ name }: Header): boolean => equalsIgnoringCase(name, 'Set-Cookie')
  return [...rest.filter(header => !isCookie(header)), ...rest.filter(isCookie), ...connection]
}

/**
 * The response's body as the engine has it: empty where it is not looked at, the server's own page where the request was
 * refused before the application answered, nothing where it was refused in phase 3 or the engine is off.
 */
export const auditedResponseBody = (tx: Transaction): ByteString | undefined => {
  const { intervention, response, settings } = tx
  if (settings.ruleEngine === 'Off' || response === undefined) return undefined
  if (intervention?.phase === 3) return undefined
  if (tx.start.request.method === 'HEAD') return ''
  if (tx.responseBody !== undefined) return tx.responseBody
  if (!isOwnPage(tx, response) || !settings.responseBodyAccess) return ''
  const type = lowerCase(trim((headerValue(response.headers, 'Content-Type') ?? '').split(';')[0] ?? ''))
  return settings.responseBodyMimeTypes.includes(type) ? response.body : ''
}

/** A page that the server made, not the application. */
const isOwnPage = ({ dialect }: Transaction, { status, body }: HttpResponse): boolean =>
  dialect.server.page(status).body === body

/** httpd's `ap_set_keepalive` for the first request of a connection. */
const connectionHeaders = ({ start, body }: Transaction, statuses: readonly number[]): readonly Header[] => {
  const { headers, protocol } = start.request
  const wishes = lowerCase(headerValues(headers, 'Connection').join(',')).split(',').map(trim)
  const stays = wishes.includes('keep-alive')
  const awaitsBody = body.received === undefined && lowerCase(headerValue(headers, 'Expect') ?? '') === '100-continue'
  const closes =
    wishes.includes('close') ||
    awaitsBody ||
    statuses.some(status => CLOSING_STATUSES.includes(status)) ||
    (protocol === 'HTTP/1.0' && !stays)
  if (closes) return [{ name: 'Connection', value: 'close' }]
  return stays
    ? [
        { name: 'Keep-Alive', value: 'timeout=5, max=100' },
        { name: 'Connection', value: 'Keep-Alive' },
      ]
    : []
}
