import { headerValue } from '../http/headers.ts'
import type { Variable } from '../transaction/parts.ts'
import { fromPhase, scalar } from './entries.ts'

/** In phase 5 of a refused request this is the refusal's status. */
export const RESPONSE_STATUS: Variable = scalar(tx => String(tx.response?.status ?? 0))
export const STATUS_LINE: Variable = scalar(tx =>
  tx.response === undefined ? undefined : `${tx.response.status} ${tx.response.reason}`,
)
export const RESPONSE_PROTOCOL: Variable = scalar(tx =>
  tx.start.request.protocol === 'HTTP/0.9' ? undefined : tx.response?.protocol,
)
export const RESPONSE_BODY: Variable = fromPhase(
  4,
  scalar(tx => tx.responseBody),
)
export const RESPONSE_CONTENT_TYPE: Variable = scalar(
  tx => tx.response?.type ?? headerValue(tx.response?.headers ?? [], 'Content-Type'),
)
/** What httpd knows, which is nothing before it has sent the body: 0, before there is a response too. */
export const RESPONSE_CONTENT_LENGTH: Variable = scalar(tx => {
  if (tx.response === undefined) return '0'
  const { headers, body } = tx.response
  const isSent = tx.phase === LAST_PHASE && headerValue(headers, 'Content-Length') !== undefined
  return String(isSent ? body.length : 0)
})

const LAST_PHASE = 5
