import type { ByteString } from '../bytes.ts'
import { basename, requestUri } from '../http/uri.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { scalar, steady } from './entries.ts'

/** The URI as the request line has it. */
export const REQUEST_URI_RAW: Variable = steady(tx => tx.start.request.target)
/** Path and query, without scheme, host and fragment; httpd has resolved and decoded the path from phase 2 on. */
export const REQUEST_URI: Variable = steady(tx => requestUri(tx.path, tx.start.request.query))
/** A URI without a path has none. */
export const REQUEST_FILENAME: Variable = steady(tx => tx.path || undefined)
/** What follows the last slash, and of that the last backslash. */
export const REQUEST_BASENAME: Variable = steady(tx => (tx.path === '' ? undefined : basename(tx.path)))
export const REQUEST_LINE: Variable = steady(tx => tx.start.request.line)
export const REQUEST_METHOD: Variable = steady(tx => tx.start.request.method)
export const REQUEST_PROTOCOL: Variable = steady(tx => tx.start.request.protocol)
export const QUERY_STRING: Variable = steady(tx => tx.start.request.query)
/** Behind a proxy there is none. */
export const PATH_INFO: Variable = scalar(() => undefined)
/** What httpd has found; it checks no credentials here. */
export const AUTH_TYPE: Variable = scalar(() => undefined)

/**
 * Request line and headers, with the body where it was read. There is an empty line behind the request line, repeated
 * headers are one, a NUL stands at the end, and FULL_REQUEST_LENGTH counts the request line for nothing; a body that was
 * not assembled is unused memory in the real engine, here NULs (re_variables.c, `var_full_request_generate`, 2.9.13).
 */
export const FULL_REQUEST: Variable = scalar(tx => `${tx.start.request.line}\n\n${headersAndBody(tx)}`)
export const FULL_REQUEST_LENGTH: Variable = scalar(tx => String(headersAndBody(tx).length))

const headersAndBody = ({ start, body }: Transaction): ByteString => {
  const lines = start.headers.map(({ name, value }) => `${name}: ${value}\n`).join('')
  return `${lines}\n${body.assembled ?? '\0'.repeat(body.keptOctets)}\0`
}
