import type { Application } from '../http/application.ts'
import type { HttpResponse } from '../http/message.ts'
import type { AcceptedRequest, BodyFault, Reading, RefusedRequest, WebServer } from '../servers/server.ts'
import type { Observer } from '../transaction/events.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { WorkerDeath } from '../transaction/worker-death.ts'
import { drive, type Steps } from './drive.ts'
import { type Circumstances, openTransaction } from './open.ts'
import { phase } from './phases.ts'
import { acceptsDeclaredLength } from './request-body/declared-length.ts'
import { declaresBody } from './request-body/processing.ts'
import { type OwnAnswer, respond } from './respond.ts'

/** An exchange as the engine has it: `response` is absent when the connection is closed without an answer. */
export type EngineExchange = {
  readonly response: HttpResponse | undefined
  /** Absent when the web server refused the request before the engine saw it. */
  readonly transaction: Transaction | undefined
  /** Why the web server refused. */
  readonly refusal: string | undefined
  /** Why the real engine's process dies of the request; nothing comes of it from there on. */
  readonly death?: string
}

/** Takes what the dialect's web server has read through the rules, the application and back. */
export const exchange = (
  ruleSet: RuleSet,
  reading: Reading,
  parts: { circumstances: Circumstances; application: Application; observer: Observer },
): EngineExchange | Promise<EngineExchange> => drive(steps(ruleSet, reading, parts))

function* steps(
  ruleSet: RuleSet,
  reading: Reading,
  {
    circumstances,
    application,
    observer,
  }: { circumstances: Circumstances; application: Application; observer: Observer },
): Steps<EngineExchange> {
  const { server } = ruleSet.dialect
  if (reading.kind === 'refused') {
    return { response: refusal(reading, server), transaction: undefined, refusal: reading.reason }
  }
  const tx = openTransaction(ruleSet, reading.request, circumstances, observer)
  let sent: HttpResponse | undefined
  try {
    yield* phase(tx, 1)
    const answered = yield* beforeApplication(tx, reading)
    const response = yield* respond(tx, reading, answered, application)
    if (tx.intervention?.kind !== 'drop') sent = response
    yield* phase(tx, 5)
    tx.keepCollections()
    return { response: sent, transaction: tx, refusal: undefined }
  } catch (error) {
    if (!(error instanceof WorkerDeath)) throw error
    tx.observer.death?.({ text: error.message }, tx)
    return { response: sent, transaction: tx, refusal: undefined, death: error.message }
  } finally {
    tx.body.result.xml?.dispose()
  }
}

/** Up to the end of phase 2, unless a rule has stopped the request: what the server answers without the application. */
function* beforeApplication(tx: Transaction, reading: AcceptedRequest): Steps<OwnAnswer | undefined> {
  const { uriAnswer, bodyFault: fault, resolvedPath, request } = reading
  const { server, bodies } = tx.dialect
  const isRead = tx.settings.requestBodyAccess && tx.settings.ruleEngine !== 'Off'
  if (tx.intervention?.kind === 'proxy') {
    return isRead && declaresBody(tx) ? yield* afterEarlyProxy(tx, fault) : undefined
  }
  if (tx.intervention !== undefined || (isRead && !acceptsDeclaredLength(tx))) return undefined
  tx.path = resolvedPath
  tx.forget()
  if (uriAnswer !== undefined) {
    if (uriAnswer.logged !== undefined) tx.observer.serverLine?.(uriAnswer.logged, tx)
    return fault === undefined ? uriAnswer : server.brokenBody.discarded(uriAnswer, request, fault)
  }
  const met = isRead ? yield* bodies.read(tx, fault) : undefined
  if (met !== undefined) return unreadable(met, [3, 4, 5])
  if (tx.intervention === undefined) yield* phase(tx, 2)
  return undefined
}

/** Of a request that phase 1 hands to another server the body is read, and then may not be handed on. */
function* afterEarlyProxy(tx: Transaction, fault: BodyFault | undefined): Steps<OwnAnswer> {
  const met = yield* tx.dialect.bodies.read(tx, fault)
  if (met !== undefined) return unreadable(met, [])
  const text = 'Internal error: REQUEST_BODY phase incomplete for input filter in phase 1'
  return { status: 400, phases: [], says: { text, when: 'before phases 3 and 4' } }
}

const unreadable = ({ status, cause, answered }: BodyFault, phases: OwnAnswer['phases']): OwnAnswer => ({
  status,
  phases,
  ...(answered === 'at once' && { isLate: true }),
  says: {
    text: `Error reading request body: ${cause}`,
    when: answered === 'at once' ? 'behind them' : 'before phases 3 and 4',
  },
})

const refusal = ({ request, status }: RefusedRequest, server: WebServer): HttpResponse | undefined =>
  status === 0
    ? undefined
    : server.finish(server.page(status, { method: request.method }), {
        request,
        firstStatus: status,
        isLate: false,
        bodyIsRead: false,
        // A refusal ends the connection, whichever request it is for.
        requestNumber: 1,
      })
