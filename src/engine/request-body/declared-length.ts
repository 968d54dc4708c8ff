import { atoi } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { answer } from './processing.ts'

/** Checks the declared length after phase 1, as httpd's hook does: true when the request may go on. */
export const acceptsDeclaredLength = (tx: Transaction): boolean => {
  const { settings, start } = tx
  const limit = settings.requestBodyLimitBytes
  if (atoi(headerValue(start.headers, 'Content-Length') ?? '0') <= limit) return true
  tx.message(1, `Request body (Content-Length) is larger than the configured limit (${limit}).`)
  if (settings.ruleEngine === 'DetectionOnly' || settings.requestBodyLimitAction === 'ProcessPartial') return true
  answer(tx, 413)
  return false
}
