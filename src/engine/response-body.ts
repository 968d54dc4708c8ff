import { lowerCase, trim } from '../bytes.ts'
import { headerValue } from '../http/headers.ts'
import type { HttpResponse } from '../http/message.ts'
import type { Transaction } from '../transaction/transaction.ts'

/**
 * Keeps the response's body for phase 4 where the settings and its type say so; else RESPONSE_BODY is empty. False:
 * the engine answers 500.
 */
export const bufferResponse = (tx: Transaction, response: HttpResponse): boolean => {
  const { settings } = tx
  tx.responseBody = ''
  if (!settings.responseBodyAccess || !isInspected(tx, response)) return true
  const limit = settings.responseBodyLimitBytes
  if (response.body.length <= limit) {
    tx.responseBody = response.body
    return true
  }
  tx.outboundDataError = true
  if (settings.responseBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly') {
    tx.responseBody = response.body.slice(0, limit)
    return true
  }
  const declared = headerValue(response.headers, 'Content-Length')
  tx.message(
    1,
    declared === undefined
      ? `Output filter: Response body too large (over limit of ${limit}, total not specified).`
      : `Output filter: Content-Length (${declared}) over the limit (${limit}).`,
  )
  tx.intervention = { kind: 'error', status: 500, phase: 4, ruleId: undefined }
  return false
}

/** `null` stands for a response without a type. */
const isInspected = ({ settings }: Transaction, response: HttpResponse): boolean => {
  const type = headerValue(response.headers, 'Content-Type') ?? 'null'
  return settings.responseBodyMimeTypes.includes(lowerCase(trim(type.split(';')[0] ?? '')))
}
