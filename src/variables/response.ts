import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { scalar } from './entries.ts'

/** In phase 5 of a refused request this is the refusal's status. */
export const RESPONSE_STATUS: Variable = scalar(tx =>
  tx.response === undefined && tx.dialect.name === 'v3' ? undefined : String(tx.response?.status ?? 0),
)
export const STATUS_LINE: Variable = scalar(tx =>
  tx.response === undefined ? undefined : `${tx.response.status} ${tx.response.reason}`,
)
export const RESPONSE_PROTOCOL: Variable = scalar(tx =>
  tx.start.request.protocol === 'HTTP/0.9' ? undefined : tx.response?.protocol,
)
export const RESPONSE_BODY: Variable = scalar(tx => tx.responseBody)
export const RESPONSE_CONTENT_TYPE: Variable = scalar(tx => header(tx, 'content-type'))
/** v2 asks httpd, which does not know it before it has sent the body of a proxied response; v3 reads the header. */
export const RESPONSE_CONTENT_LENGTH: Variable = scalar(tx => {
  if (tx.response === undefined) return undefined
  return tx.dialect.name === 'v3' ? (header(tx, 'content-length') ?? '0') : '0'
})

const header = (tx: Transaction, name: string): ByteString | undefined =>
  tx.response?.headers.find(candidate => equalsIgnoringCase(candidate.name, name))?.value
