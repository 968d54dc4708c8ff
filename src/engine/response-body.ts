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
  if (!isInspected(tx, response)) return true
  const limit = settings.responseBodyLimitBytes
  const declared = headerValue(response.headers, 'Content-Length')
  const isOver = response.body.length > limit || Number(declared ?? 0) > limit
  if (isOver) tx.outboundDataError = true
  if (!isOver || settings.responseBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly') {
    tx.responseBody = response.body.slice(0, limit)
    return true
  }
  tx.responseBody = undefined
  tx.message(
    1,
    declared === undefined ? tooLong(limit) : `Output filter: Content-Length (${declared}) over the limit (${limit}).`,
  )
  tx.intervention = { kind: 'error', status: 500, phase: 4, ruleId: undefined }
  return false
}

/**
 * Keeps the page of a refusal as RESPONSE_BODY, for phase 5, where the engine sees what it answers itself. False: the page
 * is over the limit for responses, and 500 is answered.
 */
export const keepsRefusal = (tx: Transaction, page: HttpResponse): boolean => {
  if (tx.dialect.decide.ownAnswers === 'not-inspected') return true
  const { settings, start } = tx
  const limit = settings.responseBodyLimitBytes
  const body = start.request.method === 'HEAD' ? '' : page.body
  tx.responseBody = ''
  if (!isInspected(tx, page)) return true
  if (body.length <= limit) tx.responseBody = body
  else if (settings.responseBodyLimitAction === 'Reject') {
    tx.responseBody = undefined
    tx.message(1, tooLong(limit))
    return false
  }
  return true
}

const tooLong = (limit: number): string =>
  `Output filter: Response body too large (over limit of ${limit}, total not specified).`

/** `null` stands for a response without a type. */
const isInspected = ({ settings }: Transaction, { headers, type: own }: HttpResponse): boolean => {
  const type = own ?? headerValue(headers, 'Content-Type') ?? 'null'
  return (
    settings.responseBodyAccess && settings.responseBodyMimeTypes.includes(lowerCase(trim(type.split(';')[0] ?? '')))
  )
}
