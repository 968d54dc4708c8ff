import type { Application } from '../http/application.ts'
import type { HttpResponse } from '../http/message.ts'
import type { Reading, ServerAnswer } from '../servers/server.ts'
import type { Observer } from '../transaction/events.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { drive, type Steps, waitFor } from './drive.ts'
import { type Circumstances, openTransaction } from './open.ts'
import { isIntercepted, runPhase } from './phases.ts'
import { acceptsDeclaredLength, readBody, readCutOffBody } from './request-body.ts'
import { bufferResponse } from './response-body.ts'

/** An exchange as the engine has it: `response` is absent when the connection is closed without an answer. */
export type EngineExchange = {
  readonly response: HttpResponse | undefined
  /** Absent when the web server refused the request before the engine saw it. */
  readonly transaction: Transaction | undefined
  /** Why the web server refused. */
  readonly refusal: string | undefined
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
    const response = reading.status === 0 ? undefined : server.page(reading.status)
    return { response, transaction: undefined, refusal: reading.reason }
  }
  const tx = openTransaction(ruleSet, reading.request, circumstances, observer)
  yield* phase(tx, 1)
  let answered: ServerAnswer | undefined
  if (tx.intervention === undefined && acceptsDeclaredLength(tx)) {
    tx.path = reading.resolvedPath
    tx.forget()
    answered = reading.uriAnswer ?? (tx.settings.requestBodyAccess ? reading.bodyAnswer : undefined)
    if (answered === undefined) {
      if (tx.settings.ruleEngine !== 'Off') yield* readBody(tx)
      if (tx.intervention === undefined) yield* phase(tx, 2)
    } else if (answered === reading.bodyAnswer && tx.settings.ruleEngine !== 'Off') yield* readCutOffBody(tx)
  }
  if (answered?.logged !== undefined) logAnswer(answered.logged, tx)
  const response = server.finish(reading.request, yield* respond(tx, answered, application))
  tx.response = { ...response, status: loggedStatus(tx) ?? response.status }
  tx.forget()
  yield* phase(tx, 5)
  tx.keepCollections()
  tx.body.result.xml?.dispose()
  return { response: tx.intervention?.kind === 'drop' ? undefined : response, transaction: tx, refusal: undefined }
}

const logAnswer = (logged: NonNullable<ServerAnswer['logged']>, tx: Transaction): void => {
  if (logged.by === 'engine') tx.message(1, logged.text)
  else tx.observer.serverLine?.(logged, tx)
}

/** The response to the client: of the application, of the server itself, or of an intervention. */
function* respond(tx: Transaction, answered: ServerAnswer | undefined, application: Application): Steps<HttpResponse> {
  const ownAnswer = ownAnswerStatus(tx) ?? answered?.status
  if (ownAnswer === undefined && tx.intervention !== undefined && tx.intervention.kind !== 'proxy') {
    return interventionResponse(tx)
  }
  const original = ownAnswer === undefined ? yield* ask(application, tx) : tx.dialect.server.page(ownAnswer)
  tx.response = original
  tx.forget()
  const runs = (number: 3 | 4) => answered === undefined || answered.phases.includes(number)
  if (runs(3)) yield* phase(tx, 3)
  if (!isIntercepted(tx) && bufferResponse(tx, original) && runs(4)) yield* phase(tx, 4)
  return tx.intervention === undefined || tx.intervention.kind === 'proxy' ? original : interventionResponse(tx)
}

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

/** RESPONSE_STATUS of a refusal: the status that was asked for, even one that httpd does not know and sends as 500. */
const loggedStatus = ({ intervention }: Transaction): number | undefined =>
  intervention?.kind === 'deny' && intervention.status >= 100 && intervention.status < 600
    ? intervention.status
    : undefined

const interventionResponse = (tx: Transaction): HttpResponse => {
  const { status = 500, location } = tx.intervention ?? {}
  return tx.dialect.server.page(status, location)
}

function* phase(tx: Transaction, number: number): Steps<void> {
  const pending = runPhase(tx, number)
  if (pending !== undefined) yield pending
}
