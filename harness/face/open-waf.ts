import { EnvironmentError, InputError } from '../../src/errors.ts'
import { TRANSACTION_HEADER } from '../waf/transaction-header.ts'
import type { Exchange, Sent } from '../waf/waf.ts'
import { requestOctets } from './request-octets.ts'
import { standardResponse, transactionNamedIn } from './response.ts'
import type { StartedScoringServer } from './scoring-server.ts'
import { seenIntervention } from './seen-intervention.ts'
import type { StartedWaf, WafTransaction } from './started-waf.ts'
import { shown } from './wanted.ts'

/** What a WAF can do for whoever started it; the rest is made of that. */
export type WafCore = AsyncDisposable & {
  readonly url: string
  readonly send: (request: Uint8Array) => Promise<Exchange>
  /** As a Waf's; absent where only plain requests can be sent. */
  readonly sendAll?: (requests: readonly Sent[]) => Promise<readonly Exchange[]>
  /** The transaction of a unique id, once all that it logs is there; undefined when it is not known. */
  readonly transaction: (uniqueId: string) => Promise<WafTransaction | undefined>
  readonly transactions: () => Promise<readonly WafTransaction[]>
  readonly scorer: StartedScoringServer
}

/** The face of a WAF that is up. */
export const openWaf = (core: WafCore): StartedWaf => {
  const { sendAll } = core
  const looked = new WeakMap<object, WafTransaction>()
  const remember = (response: object, transaction: WafTransaction): void => {
    looked.set(response, transaction)
    Reflect.defineProperty(response, SEEN, { value: transaction, configurable: true })
  }
  let ended: Promise<void> | undefined
  const mustBeUp = (): void => {
    if (ended !== undefined) throw new EnvironmentError(`the WAF at ${core.url} has been stopped`)
  }
  const stop = (): Promise<void> => {
    ended ??= Promise.resolve(core[Symbol.asyncDispose]())
    return ended
  }
  return {
    url: core.url,
    fetch: async (path, init) => {
      mustBeUp()
      init?.signal?.throwIfAborted()
      const request = await requestOctets(core.url, path, init)
      const exchange = await orAborted(core.send(request), init?.signal)
      if (exchange.response === undefined) throw noAnswer(exchange)
      const response = standardResponse(exchange.response, exchange.uniqueId)
      if (exchange.uniqueId !== undefined) remember(response, transactionOf(exchange, exchange.uniqueId))
      return response
    },
    send: async (request, { scorer } = {}) => {
      mustBeUp()
      if (!(request instanceof Uint8Array))
        throw badRequest(`send: wanted octets, not ${shown(request)}: Buffer.from(…)`)
      return scorer === undefined ? core.send(request) : core.scorer.during(scorer, () => core.send(request))
    },
    ...(sendAll === undefined
      ? {}
      : {
          sendAll: async requests => {
            mustBeUp()
            return sendAll(requests)
          },
        }),
    transactionOf: async response => {
      mustBeResponse(response)
      const seen = typeof response === 'object' ? looked.get(response) : undefined
      if (seen !== undefined) return seen
      mustBeUp()
      const uniqueId = transactionNamedIn(response)
      const isOthers = transactionSeen(response) !== undefined
      const found = uniqueId === undefined || isOthers ? undefined : await core.transaction(uniqueId)
      if (found === undefined) throw unknownTransaction(uniqueId, core.url)
      if (typeof response === 'object') remember(response, found)
      return found
    },
    transactions: async () => {
      mustBeUp()
      return core.transactions()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** What is known of an exchange's transaction outside the WAF. */
export const transactionOf = (exchange: Exchange, uniqueId: string): WafTransaction => {
  const { log, auditLog, scores, scored, unknown, died } = exchange
  const intervention = seenIntervention(log)
  return {
    uniqueId,
    log,
    scores,
    scored,
    ...(auditLog === undefined ? {} : { auditLog }),
    ...(intervention === undefined ? {} : { intervention }),
    ...(died === undefined ? {} : { died }),
    ...(unknown === undefined ? {} : { unknown }),
  }
}

/** The transaction of a response that a WAF of ours has looked up before. */
export const transactionSeen = (response: unknown): WafTransaction | undefined =>
  typeof response === 'object' && response !== null ? Reflect.get(response, SEEN) : undefined

const SEEN = Symbol.for('wafrig.transaction')

const mustBeResponse = (response: unknown): void => {
  if (typeof response === 'string') return
  const headers: unknown = typeof response === 'object' && response !== null ? Reflect.get(response, 'headers') : null
  if (typeof headers === 'function' || (typeof headers === 'object' && headers !== null)) return
  const what = response instanceof Promise ? 'a promise: await it first' : shown(response)
  throw badRequest(`transactionOf: wanted a response with headers, or a unique id, not ${what}`)
}

const badRequest = (message: string): InputError => new InputError([{ code: 'BAD_REQUEST', message }])

const orAborted = async <Value>(work: Promise<Value>, signal: AbortSignal | null | undefined): Promise<Value> => {
  if (signal === null || signal === undefined) return work
  let abort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

const noAnswer = ({ log, died }: Exchange): TypeError =>
  new TypeError(
    `fetch failed: the ${died === undefined ? 'WAF ended the connection without an answer' : `engine died: ${died}`}`,
    {
      cause: log.length === 0 ? 'nothing was logged' : log.map(({ raw }) => raw).join('\n'),
    },
  )

const unknownTransaction = (uniqueId: string | undefined, url: string): InputError => {
  const message =
    uniqueId === undefined
      ? `the response names no transaction: it has no header ${TRANSACTION_HEADER}, so it is not of a WAF of wafrig, or the web server refused the request before there was a transaction`
      : `no transaction ${uniqueId} at ${url}: it is one of another WAF, or an older one than are kept; ask for it soon after its response`
  return new InputError([{ code: 'UNKNOWN_TRANSACTION', message }])
}
