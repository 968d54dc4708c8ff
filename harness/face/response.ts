import { toOctets } from '../../src/bytes.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import { asUniqueId, TRANSACTION_HEADER } from '../waf/transaction-header.ts'

/** Statuses that a standard Response has no body for. */
const BODILESS: readonly number[] = [204, 205, 304]

/** A WAF's answer as a standard Response that names its transaction. */
export const standardResponse = (
  { status, reason, headers, body }: HttpResponse,
  uniqueId: string | undefined,
): Response => {
  const response = new Response(BODILESS.includes(status) ? null : toOctets(body), {
    status,
    statusText: reason,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
  })
  if (uniqueId !== undefined) response.headers.set(TRANSACTION_HEADER, uniqueId)
  return response
}

/**
 * A response of whatever client, by its headers: a standard Response, Node's IncomingMessage, axios, supertest, undici, got,
 * Playwright. A text is the unique id itself.
 */
export type AnyResponse =
  | string
  | {
      readonly headers:
        | { readonly get: (name: string) => unknown }
        | Readonly<Record<string, unknown>>
        | (() => Readonly<Record<string, unknown>>)
    }

/** The unique id that a response names; undefined when it names none. */
export const transactionNamedIn = (response: AnyResponse): string | undefined => {
  if (typeof response === 'string') return response
  const headers = typeof response.headers === 'function' ? response.headers() : response.headers
  const value = isGetter(headers)
    ? headers.get(TRANSACTION_HEADER)
    : Object.entries(headers).find(([name]) => name.toLowerCase() === TRANSACTION_HEADER.toLowerCase())?.[1]
  return asUniqueId(Array.isArray(value) ? value[0] : value)
}

const isGetter = (headers: object): headers is { readonly get: (name: string) => unknown } =>
  'get' in headers && typeof headers.get === 'function'
