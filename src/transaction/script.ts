import type { ByteString } from '../bytes.ts'
import type { Transaction } from './transaction.ts'

/** What a Lua script said: a value (a match), no value, or that it failed. */
export type ScriptOutcome =
  | { readonly kind: 'value'; readonly value: ByteString }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly lines: readonly ByteString[] }

/** A compiled script that a rule runs; the only thing in the engine that is waited for. */
export type ScriptRunner = {
  readonly path: string
  readonly run: (tx: Transaction, argument?: ByteString) => Promise<ScriptOutcome>
}
