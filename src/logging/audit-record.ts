import { atoi, type ByteString, lowerCase } from '../bytes.ts'
import { headerValue } from '../http/headers.ts'
import type { Header } from '../http/message.ts'
import type { Connection, Transaction } from '../transaction/transaction.ts'
import type { UploadedFile } from '../values.ts'
import { untilNul } from './alert-text.ts'
import { bodyPieces, fakedBody, isMultipart } from './audit-body.ts'
import { sanitisedLine } from './audit-places.ts'
import { auditedResponseBody } from './audit-response.ts'
import { type AuditedRule, auditedRules } from './audit-rules.ts'
import type { AuditTrail } from './audit-trail.ts'

/** A header that a record shows; a sanitised one has its value starred. */
export type AuditedHeader = Header & { readonly isSanitised: boolean }

/** What an audit record says, before it is written in a format. A part that was not asked for is undefined. */
export type AuditRecord = {
  readonly at: Date
  readonly startedMs: number
  readonly uniqueId: ByteString
  readonly connection: Connection
  /** B. */
  readonly request: { readonly line: ByteString; readonly headers: readonly AuditedHeader[] } | undefined
  /** C, or I where there is nothing to fake. */
  readonly body: readonly ByteString[] | undefined
  /** I. */
  readonly fakedBody: ByteString | undefined
  /** F; `none` where the answer has no headers (HTTP/0.9). */
  readonly response: AuditedResponse | 'none' | undefined
  /** E. */
  readonly responseBody: ByteString | undefined
  /** H. */
  readonly trailer: AuditTrailer | undefined
  /** J. */
  readonly uploads: readonly UploadedFile[] | undefined
  /** K. */
  readonly rules: readonly AuditedRule[] | undefined
}

export type AuditedResponse = {
  readonly status: number
  readonly reason: ByteString
  readonly headers: readonly AuditedHeader[]
}

/** Part H. */
export type AuditTrailer = {
  readonly messages: readonly ByteString[]
  readonly errors: readonly ByteString[]
  readonly intercepted: { readonly phase: number; readonly message: ByteString } | undefined
  readonly handler: ByteString | undefined
  readonly hasResponseBody: boolean
  readonly producers: readonly ByteString[]
  readonly server: ByteString
  readonly sanitised: {
    readonly args: readonly ByteString[]
    readonly requestHeaders: readonly ByteString[]
    readonly responseHeaders: readonly ByteString[]
  }
  readonly webApp: { readonly id: ByteString; readonly session?: ByteString; readonly user?: ByteString } | undefined
  readonly sensorId: ByteString | undefined
  readonly engineMode: 'ENABLED' | 'DETECTION_ONLY' | undefined
}

/** What there is to say of a transaction that has ended, in the parts that its settings ask for. */
export const auditRecord = (tx: Transaction, trail: AuditTrail): AuditRecord => {
  const { start, settings } = tx
  const wants = (part: string): boolean => settings.auditLogParts.includes(part)
  const multipart = isMultipart(tx)
  const responseBody = wants('E') ? auditedResponseBody(tx) : undefined
  return {
    at: new Date(start.wallMs()),
    startedMs: start.startedMs,
    uniqueId: start.uniqueId,
    connection: start.connection,
    request: wants('B')
      ? { line: sanitisedLine(tx), headers: audited(start.headers, tx.sanitised.requestHeaders) }
      : undefined,
    body: wants('C') || (wants('I') && !multipart) ? bodyPieces(tx) : undefined,
    fakedBody: wants('I') ? fakedBody(tx) : undefined,
    response: wants('F') ? response(tx) : undefined,
    responseBody,
    trailer: wants('H') ? trailer(tx, trail, responseBody !== undefined) : undefined,
    uploads: wants('J') && multipart ? (tx.body.result.files ?? []) : undefined,
    rules: wants('K') ? auditedRules(tx, trail) : undefined,
  }
}

const audited = (headers: readonly Header[], hidden: ReadonlyMap<ByteString, ByteString>): readonly AuditedHeader[] =>
  headers.map(header => ({ ...header, isSanitised: hidden.has(lowerCase(header.name)) }))

const response = (tx: Transaction): AuditedResponse | 'none' | undefined => {
  if (tx.response === undefined) return undefined
  if (tx.start.request.protocol === 'HTTP/0.9') return 'none'
  const { status, reason, headers } = tx.response
  return { status, reason, headers: audited(headers, tx.sanitised.responseHeaders) }
}

const trailer = (tx: Transaction, trail: AuditTrail, hasResponseBody: boolean): AuditTrailer => {
  const { intervention, settings, sanitised, sessionId: session, userId: user } = tx
  const isNamed = settings.webAppId !== 'default' || session !== undefined || user !== undefined
  return {
    messages: trail.messages,
    errors: tx.start.errorItems,
    intercepted:
      intervention === undefined || intervention.kind === 'error'
        ? undefined
        : { phase: intervention.phase, message: untilNul(intervention.reason ?? '') },
    handler: hasHandler(tx, trail) ? 'proxy-server' : undefined,
    hasResponseBody,
    producers: [`ModSecurity for Apache/${version(tx)} (http://www.modsecurity.org/)`, ...settings.components],
    server: 'Apache',
    sanitised: {
      args: [...sanitised.args].map(({ name }) => name),
      requestHeaders: [...sanitised.requestHeaders.values()],
      responseHeaders: [...sanitised.responseHeaders.values()],
    },
    webApp: isNamed
      ? { id: settings.webAppId, ...(session !== undefined && { session }), ...(user !== undefined && { user }) }
      : undefined,
    sensorId: settings.sensorId === 'default' ? undefined : settings.sensorId,
    engineMode: ENGINE_MODES[settings.ruleEngine],
  }
}

const ENGINE_MODES = { On: 'ENABLED', DetectionOnly: 'DETECTION_ONLY', Off: undefined } as const

/** MODSEC_BUILD has two digits a number: 020913900 is 2.9.13. */
const version = ({ dialect }: Transaction): string =>
  (dialect.build.match(/[0-9]{2}/g) ?? []).slice(0, 3).map(Number).join('.')

/** A request that is refused after its headers has no handler yet; a body that cannot be read has one. */
const hasHandler = ({ intervention, settings, start }: Transaction, { reachedPhase2 }: AuditTrail): boolean => {
  if (reachedPhase2()) return true
  const declared = atoi(headerValue(start.headers, 'Content-Length') ?? '0')
  return intervention?.kind === 'error' && declared <= settings.requestBodyLimitBytes
}
