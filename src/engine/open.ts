import { type ByteString, lowerCase } from '../bytes.ts'
import { parseCookies } from '../http/cookies.ts'
import { headerValue, headerValues } from '../http/headers.ts'
import type { HttpRequest } from '../http/message.ts'
import { parseUrlEncoded } from '../http/urlencoded.ts'
import type { CollectionStore } from '../transaction/collection-store.ts'
import { type Observer, observeAll } from '../transaction/events.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import { Stopwatch } from '../transaction/stopwatch.ts'
import { type Connection, Transaction } from '../transaction/transaction.ts'

/** What is known of a request besides its octets. */
export type Circumstances = {
  readonly connection: Connection
  readonly uniqueId: ByteString
  /** ms since the epoch. */
  readonly startedMs: number
  /** A clock in ms that never goes back, for the limit of a request's time: `performance.now`. */
  readonly now: () => number
  /** Where persistent collections are kept: one for all transactions of a WAF. */
  readonly store: CollectionStore
  /** The server's configured name, for requests that name none. */
  readonly serverName: ByteString
}

/** A transaction before its first phase: query arguments, cookies and headers taken apart. */
export const openTransaction = (
  ruleSet: RuleSet,
  request: HttpRequest,
  circumstances: Circumstances,
  observer: Observer,
): Transaction => {
  const { settings, dialect } = ruleSet
  const headers = dialect.variables.headers(request.headers)
  const { pairs, invalid, truncated } = parseUrlEncoded(request.query ?? '', {
    separator: settings.argumentSeparator,
    limit: settings.argumentsLimit,
  })
  const format = settings.cookieV0Separator === undefined ? {} : { separator: settings.cookieV0Separator }
  const errorItems: ByteString[] = []
  const gathering = dialect.logs.errorItems?.(item => errorItems.push(item)) ?? {}
  const tx = new Transaction(
    ruleSet,
    {
      request,
      connection: circumstances.connection,
      uniqueId: circumstances.uniqueId,
      startedMs: circumstances.startedMs,
      wallMs: clockFrom(circumstances),
      watch: new Stopwatch(circumstances.now),
      store: circumstances.store,
      serverName: dialect.server.hostOf(request) ?? circumstances.serverName,
      headers,
      queryArguments: pairs.map(({ name, value }) => ({ name, value, origin: 'QUERY_STRING' })),
      queryIsInvalid: invalid,
      cookies: headerValues(headers, 'Cookie')
        .flatMap(value => parseCookies(value, { format: settings.cookieFormat, ...format }))
        .map(({ name, value }) => ({ key: name, value })),
      errorItems,
    },
    observeAll(gathering, observer),
  )
  tx.bodyProcessor = processorOf(headerValue(headers, 'Content-Type'))
  if (truncated && dialect.bodies.tooManyArguments === 'reported')
    tx.bodyError = { message: 'SecArgumentsLimit exceeded' }
  return tx
}

/** The Content-Type says that the body is a form, whatever rules make of it. */
export const opensAsForm = ({ start }: Transaction): boolean =>
  processorOf(headerValue(start.headers, 'Content-Type')) === 'URLENCODED'

/** A clock that shows the request's start now. */
const clockFrom = ({ startedMs, now }: Circumstances): (() => number) => {
  const openedMs = now()
  return () => startedMs + now() - openedMs
}

/** The processor that a Content-Type chooses by itself; others are chosen by rules (modsecurity.c, 2.9.8). */
const processorOf = (contentType: ByteString | undefined): string => {
  const type = lowerCase(contentType ?? '')
  if (type.startsWith('application/x-www-form-urlencoded')) return 'URLENCODED'
  return type.startsWith('multipart/form-data') ? 'MULTIPART' : ''
}
