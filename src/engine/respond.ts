import type { Application } from '../http/application.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import type { AcceptedRequest, ServerAnswer } from '../servers/server.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { type Steps, waitFor } from './drive.ts'
import { isIntercepted, phase } from './phases.ts'
import { bufferResponse, keepsRefusal } from './response-body.ts'

/** An answer that the server gives without the application, and what the engine says of it in its log. */
export type OwnAnswer = ServerAnswer & {
  readonly says?: { readonly text: string; readonly when: 'before phases 3 and 4' | 'behind them' }
}

/**
 * The response to the client: of the application, of the server itself, or of an intervention. Phases 3 and 4 have run where
 * they run for it; phase 5 finds it as it is sent.
 */
export function* respond(
  tx: Transaction,
  reading: AcceptedRequest,
  answered: OwnAnswer | undefined,
  application: Application,
): Steps<HttpResponse> {
  if (answered?.says?.when === 'before phases 3 and 4') tx.message(1, answered.says.text)
  const outcome = isRefused(tx, answered) ? refuse(tx, reading) : yield* inspect(tx, reading, answered, application)
  if (answered?.says?.when === 'behind them') tx.message(1, answered.says.text)
  const response = tx.dialect.server.finish(outcome.response, {
    request: reading.request,
    firstStatus: outcome.firstStatus,
    isLate: outcome.isLate,
    bodyIsRead: tx.body.received !== undefined,
    requestNumber: tx.start.connection.requestNumber ?? 1,
  })
  tx.response = { ...response, status: outcome.askedStatus ?? response.status }
  tx.forget()
  return response
}

/** What is sent. */
type Outcome = {
  readonly response: HttpResponse
  /** The status of what was on its way before. */
  readonly firstStatus: number
  /** It took the place of that. */
  readonly isLate: boolean
  /** RESPONSE_STATUS of a refusal: the status that was asked for, even one that httpd does not know and sends as 500. */
  readonly askedStatus?: number | undefined
}

/** A rule has stopped the request before there was an answer. */
const isRefused = (tx: Transaction, answered: OwnAnswer | undefined): boolean =>
  answered === undefined &&
  tx.intervention !== undefined &&
  tx.intervention.kind !== 'proxy' &&
  ownAnswerStatus(tx) === undefined

const refuse = (tx: Transaction, { request, bodyFault: fault }: AcceptedRequest): Outcome => {
  const { server } = tx.dialect
  const refusal = refusalPage(tx)
  const status = askedStatus(tx) ?? refusal.status
  const firstStatus = refusal.status
  const { method } = request
  const afterBody = fault && server.brokenBody.discarded({ status, phases: [] }, request, fault).status
  if (afterBody !== undefined && afterBody !== status) {
    const page = server.page(tx.intervention?.kind === 'drop' ? 400 : afterBody, { method })
    return { response: page, firstStatus, isLate: true }
  }
  if (!keepsRefusal(tx, refusal)) return { response: server.page(500, { method }), firstStatus, isLate: true }
  return { response: refusal, firstStatus, isLate: false, askedStatus: askedStatus(tx) }
}

function* inspect(
  tx: Transaction,
  { request, bodyFault: fault }: AcceptedRequest,
  answered: OwnAnswer | undefined,
  application: Application,
): Steps<Outcome> {
  const { server } = tx.dialect
  const status = ownAnswerStatus(tx) ?? refusedTarget(tx)
  const own = answered ?? (status === undefined ? fault && server.brokenBody.forwarded(fault) : undefined)
  const ownStatus = status ?? own?.status
  const answer = withoutForbiddenBody(
    request,
    ownStatus === undefined
      ? yield* ask(application, tx)
      : own?.isEmpty === true
        ? { status: ownStatus, reason: 'OK', protocol: 'HTTP/1.1', headers: [], body: '' }
        : server.page(ownStatus, { method: request.method }),
  )
  const first = own?.before === undefined ? answer : withoutForbiddenBody(request, own.before)
  const firstStatus = first.status
  tx.response = first
  tx.forget()
  const runs = (number: 3 | 4): boolean => own === undefined || own.phases.includes(number)
  const decided = tx.intervention
  if (runs(3)) yield* phase(tx, 3)
  if (!isIntercepted(tx) && runs(4) && bufferResponse(tx, first)) yield* phase(tx, 4)
  if (tx.intervention === decided) {
    if (isIntercepted(tx)) keepsRefusal(tx, answer)
    return { response: answer, firstStatus, isLate: first !== answer || own?.isLate === true }
  }
  return { response: refusalPage(tx), firstStatus, isLate: true, askedStatus: askedStatus(tx) }
}

/** The answer to HEAD, and one with status 204 or 304, has no body, whatever is given as its body (RFC 9110, 6.4.1). */
const withoutForbiddenBody = ({ method }: HttpRequest, response: HttpResponse): HttpResponse =>
  method === 'HEAD' || response.status === 204 || response.status === 304 ? { ...response, body: '' } : response

function* ask(application: Application, tx: Transaction): Steps<HttpResponse> {
  const { watch, request } = tx.start
  watch.stop()
  const answer = application({ ...request, path: tx.path })
  const response = answer instanceof Promise ? yield* waitFor(answer) : answer
  watch.goOn()
  return response
}

/** What the engine answers because of the request's body, where such answers are inspected like others. */
const ownAnswerStatus = ({ intervention, dialect }: Transaction): number | undefined =>
  intervention?.kind === 'error' && dialect.decide.ownAnswers === 'inspected' ? intervention.status : undefined

const refusedTarget = ({ intervention, dialect }: Transaction): number | undefined =>
  intervention?.kind === 'proxy' ? dialect.server.refusedTarget?.(intervention.location ?? '') : undefined

const askedStatus = ({ intervention }: Transaction): number | undefined =>
  intervention?.kind === 'deny' && intervention.status >= 100 && intervention.status < 600
    ? intervention.status
    : undefined

const refusalPage = ({ intervention, dialect, start }: Transaction): HttpResponse => {
  const { status = 500, location } = intervention ?? {}
  return dialect.server.page(status, { method: start.request.method, ...(location !== undefined && { location }) })
}
