import { lowerCase, trim } from '../bytes.ts'
import { headerValue } from '../http/headers.ts'
import type { HttpResponse } from '../http/message.ts'
import type { Transaction } from './transaction.ts'

/** Keeps the response's body for phase 4 where the settings and its type say so. False: the engine answers 500. */
export const bufferResponse = (tx: Transaction, response: HttpResponse): boolean => {
  const { settings } = tx
  if (!settings.responseBodyAccess) return true
  const type = lowerCase(trim((headerValue(response.headers, 'Content-Type') ?? '(null)').split(';')[0] ?? ''))
  if (!settings.responseBodyMimeTypes.includes(type)) return true
  const limit = settings.responseBodyLimitBytes
  if (response.body.length <= limit) {
    tx.responseBody = response.body
    return true
  }
  if (settings.responseBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly') {
    tx.outboundDataError = true
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
