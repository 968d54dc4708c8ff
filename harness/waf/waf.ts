import type { Diagnostic } from '../../src/errors.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import type { ScoreRequest, Script } from '../../src/scoring/contract.ts'

/** How the scoring server behaves during one send. */
export type SendOptions = { readonly scorer?: Script }

/** A WAF that is up. */
export interface Waf extends AsyncDisposable {
  /** What of its rules has no effect, where it has read them itself. */
  readonly notices?: readonly Diagnostic[]
  /** The same octets to every backend. */
  send(request: Uint8Array, options?: SendOptions): Promise<Exchange>
  /**
   * Sends requests over one connection, and says what each brought; one that the server did not read any more has no response. Throws
   * Unavailable for what this WAF cannot be sent. Absent where there is nothing but `send`.
   */
  sendAll?(requests: readonly Sent[]): Promise<readonly Exchange[]>
}

/** One of the requests of a connection. */
export type Sent = SendOptions & {
  readonly octets: Uint8Array
  /** Where it comes from; else from where the WAF's requests come. It is that of the first request of its connection. */
  readonly client?: Client
  /** When it comes; else now. */
  readonly clock?: Clock
  /** How its octets come; else all at once. */
  readonly pieces?: Piecemeal
  /** `at once`: it goes off with the request before it, whose answer is not awaited. */
  readonly when: 'after the answer' | 'at once'
}

/** Who sends a request, as the WAF is to see it. */
export type Client = { readonly ip: string; readonly port?: number | undefined }

/** The moment of a request. */
export type Clock = {
  /** By a clock that can be moved, in ms since the epoch. */
  readonly nowMs: number
  /** What is waited where no clock can be moved, or why that will not do. */
  readonly wait: { readonly ms: number } | { readonly cannot: string }
}

/** Lengths of the pieces that octets come in, in bytes; the pause before each but the first. */
export type Piecemeal = { readonly lengths: readonly number[]; readonly pauseMs: number }

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
