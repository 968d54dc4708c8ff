import type { ByteString } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import type { BodyResult } from '../../values.ts'
import { type Steps, waitFor } from '../drive.ts'

/** Whether the request says that it has a body. */
export const declaresBody = ({ start: { headers } }: Transaction): boolean =>
  headerValue(headers, 'Content-Length') !== undefined || headerValue(headers, 'Transfer-Encoding') !== undefined

/** What the request's processor makes of a body or of its beginning; `reads` are the octets of each read. */
export function* process(tx: Transaction, body: ByteString, reads: readonly number[]): Steps<BodyResult> {
  if (tx.bodyProcessor === '') return { args: [] }
  // Behind an error, one of the query's arguments included, a processor begins and gets nothing (`modsecurity_request_body_store`).
  const isRead = tx.bodyError === undefined
  const processor = tx.dialect.bodies.processors.get(tx.bodyProcessor)
  if (processor === undefined) {
    return { args: [], error: { message: unknownProcessor(tx), found: 'end' } }
  }
  const made = processor(isRead ? body : '', {
    reads,
    contentType: headerValue(tx.start.headers, 'Content-Type'),
    tooManyArguments: tx.dialect.bodies.tooManyArguments,
    argumentsLimit: tx.settings.argumentsLimit,
    argumentsLeft: Math.max(0, tx.settings.argumentsLimit - tx.start.queryArguments.length),
    argumentSeparator: tx.settings.argumentSeparator,
    jsonDepthLimit: tx.settings.jsonDepthLimit,
    uploadFileLimit: tx.settings.keepUploads ? tx.settings.uploadFileLimit : Number.POSITIVE_INFINITY,
    xmlExternalEntity: tx.settings.xmlExternalEntity,
    xmlIntoArgs: tx.settings.xmlIntoArgs,
  })
  const result = made instanceof Promise ? yield* waitFor(made) : made
  return isRead ? result : { ...result, noFilesOctets: tx.forceRequestBody ? body.length : 0 }
}

export const unknownProcessor = ({ bodyProcessor }: Transaction): string =>
  `Unknown request body processor: ${bodyProcessor}`

/** Octets that count for SecRequestBodyNoFilesLimit: nothing of a body that no processor reads and no rule wants. */
export const noFilesOctets = (octets: number, { noFilesOctets: counted }: BodyResult, tx: Transaction): number => {
  const isRead = tx.bodyProcessor !== '' || tx.forceRequestBody
  return counted ?? (isRead ? octets : 0)
}

export const exceedsNoFilesLimit = (octets: number, { dialect, settings }: Transaction): boolean => {
  const limit = settings.requestBodyNoFilesLimitBytes
  return dialect.bodies.noFilesLimit === 'exceeded' ? octets > limit : octets >= limit
}

/** The engine answers by itself, whatever rules say. */
export const answer = (tx: Transaction, status: number): void => {
  tx.intervention = { kind: 'error', status, phase: 2, ruleId: undefined }
  tx.observer.intervention?.(tx.intervention, tx)
}
