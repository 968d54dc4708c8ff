import { type ByteString, lowerCase } from '../bytes.ts'
import type { Transaction } from '../engine/transaction.ts'
import { decodedPath, decodedUri } from '../http/libmodsecurity-uri.ts'
import { basename, requestUri } from '../http/uri.ts'
import type { Variable } from '../parts.ts'
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
const fileName = (tx: Transaction): ByteString =>
  tx.dialect.name === 'v3' ? decodedPath(tx.start.request.target) : tx.path
export const REQUEST_FILENAME: Variable = scalar(fileName)
/** What follows the last slash, and of that the last backslash. */
export const REQUEST_BASENAME: Variable = scalar(tx => basename(fileName(tx)))
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

/** Request line and headers as they came, with the body where it was read. */
export const FULL_REQUEST: Variable = scalar(tx => {
  const { request } = tx.start
  const head = [request.line, ...request.headers.map(({ name, value }) => `${name}: ${value}`)].join('\n')
  return `${head}\n\n${tx.body.received ?? ''}`
})
export const FULL_REQUEST_LENGTH: Variable = scalar(tx => String(FULL_REQUEST.entries(tx)[0]?.value.length ?? 0))
