import type { ByteString } from '../bytes.ts'
import type { Observer } from './events.ts'
import type { Transaction } from './transaction.ts'

/** A record as it stands in the log: a line of JSON without its end, or the native sections with theirs. */
export type AuditText = { readonly format: 'Native' | 'JSON'; readonly text: ByteString }

/** What one transaction's record comes from: its events, then the transaction itself once it has ended. */
export type Audit = {
  readonly observer: Observer
  /** Undefined where the transaction is not one to be audited. */
  readonly record: (tx: Transaction) => AuditText | undefined
}
