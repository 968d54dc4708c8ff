import { InputError } from '../../src/errors.ts'
import type { Script } from '../../src/scoring/contract.ts'
import { TRANSACTION_HEADER } from '../waf/transaction-header.ts'
import type { Exchange } from '../waf/waf.ts'
import { requestOctets } from './request-octets.ts'
import { standardResponse, transactionNamedIn } from './response.ts'
import type { StartedScoringServer } from './scoring-server.ts'
import { seenIntervention } from './seen-intervention.ts'
import type { StartedWaf, WafTransaction } from './started-waf.ts'

/** What a WAF can do for whoever started it; the rest is made of that. */
export type WafCore = AsyncDisposable & {
  readonly url: string
  readonly send: (request: Uint8Array) => Promise<Exchange>
  /** The transaction of a unique id, once all that it logs is there; undefined when it is not known. */
  readonly transaction: (uniqueId: string) => Promise<WafTransaction | undefined>
  readonly transactions: () => Promise<readonly WafTransaction[]>
  readonly scorer: StartedScoringServer
}

/** The face of a WAF that is up. */
export const openWaf = (core: WafCore): StartedWaf => {
  let turn: Promise<unknown> = Promise.resolve()
  const scripted = (request: Uint8Array, script: Script): Promise<Exchange> => {
    const mine = turn.then(async () => {
      const before = core.scorer.script
      core.scorer.setScript(script)
      return await core.send(request).finally(() => core.scorer.setScript(before))
    })
    turn = mine.catch(() => undefined)
    return mine
  }
  const stop = async (): Promise<void> => core[Symbol.asyncDispose]()
  return {
    url: core.url,
    fetch: async (path, init) => {
      init?.signal?.throwIfAborted()
      const request = await requestOctets(core.url, path, init)
      const exchange = await orAborted(core.send(request), init?.signal)
      if (exchange.response === undefined) throw noAnswer(exchange)
      const response = standardResponse(exchange.response, exchange.uniqueId)
      if (exchange.uniqueId !== undefined) remember(response, transactionOf(exchange, exchange.uniqueId))
      return response
    },
    send: (request, { scorer } = {}) => (scorer === undefined ? core.send(request) : scripted(request, scorer)),
    transactionOf: async response => {
      const seen = transactionSeen(response)
      if (seen !== undefined) return seen
      const uniqueId = transactionNamedIn(response)
      const found = uniqueId === undefined ? undefined : await core.transaction(uniqueId)
      if (found === undefined) throw unknownTransaction(uniqueId, core.url)
      if (typeof response === 'object') remember(response, found)
      return found
    },
    transactions: core.transactions,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** What is known of an exchange's transaction outside the WAF. */
export const transactionOf = (exchange: Exchange, uniqueId: string): WafTransaction => {
  const { log, auditLog, scores, scored, unknown } = exchange
  const intervention = seenIntervention(log)
  return {
    uniqueId,
    log,
    scores,
    scored,
    ...(auditLog === undefined ? {} : { auditLog }),
    ...(intervention === undefined ? {} : { intervention }),
    ...(unknown === undefined ? {} : { unknown }),
  }
}

/** The transaction of a response that a WAF of ours has looked up before. */
export const transactionSeen = (response: unknown): WafTransaction | undefined =>
  typeof response === 'object' && response !== null ? Reflect.get(response, SEEN) : undefined

const SEEN = Symbol.for('wafrig.transaction')

const remember = (response: object, transaction: WafTransaction): void =>
  void Reflect.defineProperty(response, SEEN, { value: transaction, configurable: true })

const orAborted = async <Value>(work: Promise<Value>, signal: AbortSignal | null | undefined): Promise<Value> => {
  if (signal === null || signal === undefined) return work
  let abort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

const noAnswer = ({ log }: Exchange): TypeError =>
  new TypeError('fetch failed: the WAF ended the connection without an answer', {
    cause: log.length === 0 ? 'nothing was logged' : log.map(({ raw }) => raw).join('\n'),
  })

const unknownTransaction = (uniqueId: string | undefined, url: string): InputError => {
  const message =
    uniqueId === undefined
      ? `the response names no transaction: it has no header ${TRANSACTION_HEADER}, so it is not of a WAF of wafrig, or the web server refused the request before there was a transaction`
      : `no transaction ${uniqueId} at ${url}: it is one of another WAF, or an older one than are kept; ask for it soon after its response`
  return new InputError([{ code: 'UNKNOWN_TRANSACTION', message }])
}
