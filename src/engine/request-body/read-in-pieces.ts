import { atoi } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { BodyFault } from '../../servers/server.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { WorkerDeath } from '../../transaction/worker-death.ts'
import type { BodyResult } from '../../values.ts'
import type { Steps } from '../drive.ts'
import { opensAsForm } from '../open.ts'
import { beginning, overNoFilesLimit, type Portion, portion } from './portion.ts'
import { answer, declaresBody, process, unknownProcessor } from './processing.ts'

/**
 * Reads a body in the pieces in which the server hands it on: limits are looked at and processors run with each. What the
 * engine answers by itself (413, 500) becomes an intervention. Gives the fault of the body where reading comes to it
 * (mod_security2: apache2_io.c `read_request_body`, msc_reqbody.c; seen on 2.9.7 and 2.9.13).
 */
export function* readInPieces(tx: Transaction, fault: BodyFault | undefined): Steps<BodyFault | undefined> {
  if (!declaresBody(tx)) return undefined
  const { settings, dialect } = tx
  if (tx.bodyProcessor !== '' && !dialect.bodies.processors.has(tx.bodyProcessor)) {
    tx.message(1, unknownProcessor(tx))
    answer(tx, 500)
    return undefined
  }
  if (isRefusedByLength(tx)) return undefined
  const { body, bodyReads: reads = [body.length] } = tx.start.request
  const { end, count } = withinLimit(tx, reads)
  const read = portion(body, reads, count)
  const result = yield* process(tx, read.text, read.reads)
  const over = yield* overNoFilesLimit(tx, read, result)
  if (over !== undefined) {
    const isReadOn = settings.ruleEngine === 'DetectionOnly'
    const found = yield* process(tx, over.text, over.reads)
    keepBeginning(tx, over, found, isReadOn ? read.reads : over.reads.slice(0, -1))
    tx.inboundDataError = true
    const text = 'Request body no files data length is larger than the configured limit'
    tx.message(1, `${text} (${settings.requestBodyNoFilesLimitBytes}).`)
    tx.bodyError ??= { message: '' }
    answer(tx, 413)
  } else if (end === 'refused') {
    tx.inboundDataError = true
    tx.message(1, `Request body is larger than the configured limit (${settings.requestBodyLimitBytes}).`)
    keepBeginning(tx, read, result, read.reads)
    answer(tx, 413)
  } else if (end === 'all' && fault !== undefined) {
    keepBeginning(tx, read, result, read.reads)
    return fault
  } else yield* complete(tx, read, result)
  return undefined
}

/** A declared length over the limit is said once more, and is refused where a rule has made it so. */
const isRefusedByLength = (tx: Transaction): boolean => {
  const limit = tx.settings.requestBodyLimitBytes
  if (atoi(headerValue(tx.start.headers, 'Content-Length') ?? '0') <= limit) return false
  tx.inboundDataError = true
  tx.message(1, `Request body (Content-Length) is larger than the configured limit (${limit}).`)
  if (takesPart(tx)) return false
  answer(tx, 413)
  return true
}

/** How many reads are taken, and why no more: in part the one that goes over the limit is the last. */
const withinLimit = (
  tx: Transaction,
  reads: readonly number[],
): { readonly count: number; readonly end: 'all' | 'in part' | 'refused' } => {
  let octets = 0
  for (const [at, length] of reads.entries()) {
    octets += length
    if (octets <= tx.settings.requestBodyLimitBytes) continue
    return takesPart(tx) ? { count: at + 1, end: 'in part' } : { count: at, end: 'refused' }
  }
  return { count: reads.length, end: 'all' }
}

const takesPart = ({ settings }: Transaction): boolean =>
  settings.requestBodyLimitAction === 'ProcessPartial' || settings.ruleEngine === 'DetectionOnly'

/** A body that is not read to its end: what its processor has found in it so far. */
const keepBeginning = (tx: Transaction, { text }: Portion, whole: BodyResult, kept: readonly number[]): void => {
  const result = beginning(whole)
  const keptOctets = octetsInMemory(tx, kept)
  tx.body = { received: text, isCutOff: true, keptOctets, assembled: undefined, result }
  tx.forget()
  note(tx, result)
}

/** What is put together is cut at the limit, and of a form no more is read. */
function* complete(tx: Transaction, { text, reads }: Portion, whole: BodyResult): Steps<void> {
  const assembled = isAssembled(tx, whole) ? text.slice(0, tx.settings.requestBodyLimitBytes) : undefined
  const received = assembled ?? text
  const isForm = tx.bodyProcessor === 'URLENCODED' && tx.bodyError === undefined
  if (isForm && octetsInMemory(tx, reads) < text.length) {
    throw new WorkerDeath('a body that a rule has made a form is longer than SecRequestBodyInMemoryLimit')
  }
  const isCut = received.length < text.length && isForm
  const result = isCut ? yield* process(tx, received, reads) : whole
  tx.body = { received, keptOctets: assembled?.length ?? octetsInMemory(tx, reads), assembled, result }
  tx.forget()
  note(tx, result)
  if (result.error?.found !== 'end') return
  tx.message(1, result.error.message)
  answer(tx, 500)
}

const note = (tx: Transaction, { notices = [], error }: BodyResult): void => {
  for (const notice of notices) tx.message(1, notice)
  if (error === undefined) return
  if (error.logged !== undefined) tx.message(1, error.logged)
  tx.bodyError = { message: error.message }
}

/** mod_security2 puts together a body that no processor has finished, where a rule wants it (`modsecurity_request_body_end`). */
const isAssembled = ({ bodyProcessor, bodyError, forceRequestBody }: Transaction, { error }: BodyResult): boolean =>
  bodyError !== undefined
    ? forceRequestBody
    : bodyProcessor === 'URLENCODED' || (forceRequestBody && (bodyProcessor === '' || error?.found === 'streaming'))

/** A read that goes over SecRequestBodyInMemoryLimit goes to a file, and all that follow it. */
const octetsInMemory = (tx: Transaction, reads: readonly number[]): number => {
  const staysInMemory = tx.forceRequestBody || opensAsForm(tx)
  let octets = 0
  for (const length of reads) {
    if (!staysInMemory && octets + length > tx.settings.requestBodyInMemoryLimitBytes) break
    octets += length
  }
  return octets
}
