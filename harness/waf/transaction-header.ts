import type { HttpResponse } from '../../src/http/message.ts'

/** The header by which a response names its transaction, where a WAF is told to. */
export const TRANSACTION_HEADER = 'X-Wafrig-Transaction'

/** The unique id that a response names; undefined when it names none, as Apache's of a request that it refuses at once. */
export const namedTransaction = ({ headers }: HttpResponse): string | undefined =>
  asUniqueId(headers.find(({ name }) => name.toLowerCase() === TRANSACTION_HEADER.toLowerCase())?.value)

/** The value of the header as a unique id; `(null)` is Apache's word for none. */
export const asUniqueId = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[!-~]+$/.test(value) && value !== '(null)' ? value : undefined
