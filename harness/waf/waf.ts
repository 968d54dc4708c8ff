import type { HttpResponse } from '../../src/http/message.ts'
import type { ScoreRequest, Script } from '../../src/scoring/contract.ts'

/** How the scoring server behaves during one send. */
export type SendOptions = { readonly scorer?: Script }

/** A WAF that is up. */
export interface Waf extends AsyncDisposable {
  /** The same octets to every backend. */
  send(request: Uint8Array, options?: SendOptions): Promise<Exchange>
}

/** What one send brought back. `response` is absent when the connection ended without an answer. */
export type Exchange = {
  readonly response?: HttpResponse
  /** What the engine's process died of in this request, where it did: `SIGSEGV`, or the reason that the emulator knows. */
  readonly died?: string
  /** The transaction's, where the WAF tells it. */
  readonly uniqueId?: string
  /** The request's error-log lines in order. */
  readonly log: readonly LogLine[]
  /** The request's audit-log records, each as JSON in one line, where the backend has an audit log. */
  readonly auditLog?: readonly string[]
  /** What the scoring server was asked. */
  readonly scored: readonly ScoreRequest[]
  /** Anomaly scores by name as the rule set held them in phase 5. */
  readonly scores: AnomalyScores
  readonly elapsedMs: number
  /** What cannot be seen of this WAF, and why: expectations of it are not judged, never passed. */
  readonly unknown?: { readonly log?: string; readonly scored?: string; readonly scores?: string }
}

/** Final scores of the rule set, of CRS 3 or 4 names made one. */
export type AnomalyScores = { readonly inbound?: number; readonly outbound?: number }

/** One error-log line, raw and taken apart; a field that the line lacks is absent. */
export type LogLine = {
  /** As the engine wrote it, without the line end. */
  readonly raw: string
  /** From `ModSecurity: ` (excluded) on, up to the first metadata field: action and operator text. */
  readonly text: string
  readonly file?: string
  readonly line?: number
  readonly id?: number
  readonly rev?: string
  readonly msg?: string
  readonly data?: string
  readonly severity?: string
  readonly ver?: string
  readonly maturity?: string
  readonly accuracy?: string
  readonly tags: readonly string[]
  readonly hostname?: string
  readonly uri?: string
  readonly uniqueId?: string
}
