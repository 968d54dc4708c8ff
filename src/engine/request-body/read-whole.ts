import { headerValue } from '../../http/headers.ts'
import type { BodyFault } from '../../servers/server.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import type { Steps } from '../drive.ts'
import { answer, declaresBody, exceedsNoFilesLimit, noFilesOctets, process } from './processing.ts'

/**
 * Reads a body that is there as a whole, and nothing of one that cannot be read to its end. What is wrong with it is for
 * rules to find in REQBODY_ERROR, save that it is over SecRequestBodyLimit (libmodsecurity 3.0.16).
 */
export function* readWhole(tx: Transaction, fault: BodyFault | undefined): Steps<BodyFault | undefined> {
  if (fault !== undefined || !declaresBody(tx)) return fault
  const { settings, start } = tx
  const { body: received, bodyReads: reads = [received.length] } = start.request
  const limit = settings.requestBodyLimitBytes
  if (received.length > limit) {
    if (headerValue(start.headers, 'Content-Length') !== undefined) tx.inboundDataError = true
    const takesPart = settings.requestBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly'
    if (!takesPart) {
      answer(tx, 413)
      return undefined
    }
  }
  const body = received.slice(0, limit)
  const result = yield* process(tx, body, reads)
  tx.body = { received: body, keptOctets: body.length, assembled: body, result }
  tx.forget()
  if (exceedsNoFilesLimit(noFilesOctets(body.length, result, tx), tx)) {
    tx.inboundDataError = true
    tx.bodyError = { message: 'Request body excluding files is bigger than the maximum expected.' }
  } else if (result.error !== undefined) tx.bodyError = { message: result.error.message }
  return undefined
}
