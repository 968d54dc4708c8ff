import { atoi, type ByteString } from '../bytes.ts'
import { headerValue } from '../http/headers.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { BodyResult } from '../values.ts'
import { type Steps, waitFor } from './drive.ts'

/**
 * Reads the body before phase 2: limits, processor, errors. What the engine answers by itself (413, 500) becomes an
 * intervention (mod_security2: apache2_io.c `read_request_body`, mod_security2.c `hook_request_late`).
 */
export function* readBody(tx: Transaction): Steps<void> {
  const { settings, start } = tx
  if (!settings.requestBodyAccess) return
  const declared = headerValue(start.headers, 'Content-Length')
  const chunked = headerValue(start.headers, 'Transfer-Encoding') !== undefined
  if (declared === undefined && !chunked) return
  const body = withinLimit(tx, start.request.body, declared)
  if (body === undefined) return
  const result = yield* process(tx, body)
  for (const notice of result.notices ?? []) tx.message(1, notice)
  const isOver = exceeds(noFilesOctets(body, result, tx), settings.requestBodyNoFilesLimitBytes, tx)
  if (isOver) tx.inboundDataError = true
  if (isOver && tx.dialect.bodies.overNoFilesLimit === 'answers-413') {
    tx.message(
      1,
      `Request body no files data length is larger than the configured limit (${settings.requestBodyNoFilesLimitBytes}).`,
    )
    tx.bodyError = { message: '' }
    answer(tx, 413)
    return
  }
  tx.body = { received: body, assembled: assembles(tx, result) ? body : undefined, result }
  tx.forget()
  if (isOver) {
    tx.bodyError = { message: 'Request body excluding files is bigger than the maximum expected.' }
    return
  }
  if (result.error === undefined) return
  const { message, found, logged } = result.error
  if (logged !== undefined) tx.message(1, logged)
  tx.bodyError = { message }
  if (found === 'end' && tx.dialect.bodies.brokenBody === 'answers-500') {
    tx.message(1, message)
    answer(tx, 500)
  }
}

/** What is made of the beginning of a body whose rest cannot be read: only what is found wrong while it is read. */
export function* readCutOffBody(tx: Transaction): Steps<void> {
  if (tx.dialect.bodies.cutOffBody === 'unseen' || tx.start.request.body === '') return
  tx.body = { ...tx.body, received: tx.start.request.body, isCutOff: true }
  tx.forget()
  const { error } = yield* process(tx, tx.start.request.body)
  if (error?.found !== 'streaming') return
  if (error.logged !== undefined) tx.message(1, error.logged)
  tx.bodyError = { message: error.message }
}

/** What counts for SecRequestBodyNoFilesLimit: nothing of a body that no processor reads and no rule wants. */
const noFilesOctets = (body: ByteString, { noFilesOctets: counted }: BodyResult, tx: Transaction): number => {
  const isRead = tx.bodyProcessor !== '' || tx.forceRequestBody
  return counted ?? (isRead ? body.length : 0)
}

/** Checks the declared length after phase 1, as httpd's hook does: true when the request may go on. */
export const acceptsDeclaredLength = (tx: Transaction): boolean => {
  const { settings, start } = tx
  const declared = atoi(headerValue(start.headers, 'Content-Length') ?? '0')
  if (!settings.requestBodyAccess || declared <= settings.requestBodyLimitBytes) return true
  tx.message(
    1,
    `Request body (Content-Length) is larger than the configured limit (${settings.requestBodyLimitBytes}).`,
  )
  if (settings.ruleEngine === 'DetectionOnly' || settings.requestBodyLimitAction === 'ProcessPartial') return true
  answer(tx, 413)
  return false
}

const withinLimit = (tx: Transaction, body: ByteString, declared: ByteString | undefined): ByteString | undefined => {
  const { settings } = tx
  if (body.length <= settings.requestBodyLimitBytes) return body
  const takesPart = settings.requestBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly'
  if (declared === undefined) {
    if (takesPart) return body.slice(0, settings.requestBodyLimitBytes)
    tx.message(1, `Request body is larger than the configured limit (${settings.requestBodyLimitBytes}).`)
  } else {
    tx.inboundDataError = true
    const text = 'Request body (Content-Length) is larger than the configured limit'
    tx.message(1, `${text} (${settings.requestBodyLimitBytes}).`)
    if (takesPart) return body.slice(0, settings.requestBodyLimitBytes)
  }
  answer(tx, 413)
  return undefined
}

const exceeds = (octets: number, limit: number, { dialect }: Transaction): boolean =>
  dialect.bodies.noFilesLimit === 'exceeded' ? octets > limit : octets >= limit

function* process(tx: Transaction, body: ByteString): Steps<BodyResult> {
  if (tx.bodyProcessor === '') return { args: [] }
  const processor = tx.dialect.bodies.processors.get(tx.bodyProcessor)
  if (processor === undefined) {
    return { args: [], error: { message: `Unknown request body processor: ${tx.bodyProcessor}`, found: 'end' } }
  }
  const result = processor(body, {
    chunkCount: tx.start.request.chunkCount ?? 1,
    contentType: headerValue(tx.start.headers, 'Content-Type'),
    tooManyArguments: tx.dialect.bodies.tooManyArguments,
    argumentsLimit: tx.settings.argumentsLimit,
    argumentsLeft: Math.max(0, tx.settings.argumentsLimit - tx.start.queryArguments.length),
    argumentSeparator: tx.settings.argumentSeparator,
    jsonDepthLimit: tx.settings.jsonDepthLimit,
    uploadFileLimit: tx.settings.keepUploads ? tx.settings.uploadFileLimit : Number.POSITIVE_INFINITY,
    xmlExternalEntity: tx.settings.xmlExternalEntity,
  })
  return result instanceof Promise ? yield* waitFor(result) : result
}

/** mod_security2 leaves a body in one piece that no processor has finished, where a rule wants it (`modsecurity_request_body_end`). */
const assembles = (tx: Transaction, { error }: BodyResult): boolean => {
  if (tx.dialect.bodies.requestBody === 'always') return true
  return (
    tx.bodyProcessor === 'URLENCODED' ||
    (tx.forceRequestBody && (tx.bodyProcessor === '' || error?.found === 'streaming'))
  )
}

const answer = (tx: Transaction, status: number): void => {
  tx.intervention = { kind: 'error', status, phase: 2, ruleId: undefined }
  tx.observer.intervention?.(tx.intervention, tx)
}
