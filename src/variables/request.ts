import { type ByteString, lowerCase } from '../bytes.ts'
import { basename, requestUri } from '../http/uri.ts'
import { decodedPath, decodedUri } from '../servers/nginx/libmodsecurity-uri.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { scalar } from './entries.ts'

/** The URI as the request line has it. */
export const REQUEST_URI_RAW: Variable = scalar(tx => tx.start.request.target)
/**
 * Path and query, without scheme, host and fragment; httpd has resolved and decoded the path from phase 2 on.
 * libmodsecurity decodes path and query itself.
 */
export const REQUEST_URI: Variable = scalar(tx =>
  tx.dialect.name === 'v3' ? decodedUri(tx.start.request.target) : requestUri(tx.path, tx.start.request.query),
)
/** A URI without a path has none in v2. */
const fileName = (tx: Transaction): ByteString | undefined =>
  tx.dialect.name === 'v3' ? decodedPath(tx.start.request.target) : tx.path || undefined
export const REQUEST_FILENAME: Variable = scalar(fileName)
/** What follows the last slash, and of that the last backslash. */
export const REQUEST_BASENAME: Variable = scalar(tx => {
  const path = fileName(tx)
  return path === undefined ? undefined : basename(path)
})
export const REQUEST_LINE: Variable = scalar(tx => tx.start.request.line)
export const REQUEST_METHOD: Variable = scalar(tx => tx.start.request.method)
export const REQUEST_PROTOCOL: Variable = scalar(tx => tx.start.request.protocol)
export const QUERY_STRING: Variable = scalar(tx => tx.start.request.query)
/** Behind a proxy v2 has none. */
export const PATH_INFO: Variable = scalar(tx => (tx.dialect.name === 'v3' ? fileName(tx) : undefined))
/** v2 asks httpd, which checks no credentials here; v3 takes the scheme of the Authorization header. */
export const AUTH_TYPE: Variable = scalar(tx => {
  if (tx.dialect.name === 'v2') return undefined
  const authorization = tx.start.headers.find(({ name }) => lowerCase(name) === 'authorization')
  return authorization?.value.split(' ')[0]
})

/**
 * Request line and headers, with the body where it was read. v2 (`var_full_request_generate`) has an empty line behind
 * the request line, repeated headers as one, and a NUL at the end, and counts the request line for nothing in
 * FULL_REQUEST_LENGTH; a body that it did not assemble is unused memory there, here NULs.
 */
export const FULL_REQUEST: Variable = scalar(tx => {
  const { request } = tx.start
  if (tx.dialect.name === 'v2') return `${request.line}\n\n${headersAndBody(tx)}`
  const head = [request.line, ...request.headers.map(({ name, value }) => `${name}: ${value}`)].join('\n')
  return `${head}\n\n${tx.body.received ?? ''}`
})
export const FULL_REQUEST_LENGTH: Variable = scalar(tx => {
  if (tx.dialect.name === 'v2') return String(headersAndBody(tx).length)
  return String(FULL_REQUEST.entries(tx)[0]?.value.length ?? 0)
})

const headersAndBody = ({ start, body }: Transaction): ByteString => {
  const lines = start.headers.map(({ name, value }) => `${name}: ${value}\n`).join('')
  return `${lines}\n${body.assembled ?? '\0'.repeat(body.received?.length ?? 0)}\0`
}
