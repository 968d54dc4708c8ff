import type { ScoreRequest } from '../../src/scoring/contract.ts'
import type { Exchange, LogLine, SendOptions, Waf } from '../waf/waf.ts'
import type { FetchInit } from './request-octets.ts'
import type { AnyResponse } from './response.ts'
import type { SeenIntervention } from './seen-intervention.ts'

/**
 * A WAF that is up. It ends at the end of its `await using` block, or by `stop`.
 *
 * @example
 * ```ts
 * import { EmulatedWaf } from 'wafrig'
 *
 * await using waf = await new EmulatedWaf().withCrs('starter').start()
 *
 * const response = await waf.fetch('/?file=../../etc/passwd')     // fetch's own words; the path goes out as it is written
 * const tx = await waf.transactionOf(response)
 * expect(tx.intervention?.action).toBe('deny')
 * expect(tx.log.map(({ id }) => id)).toContain(930100)
 *
 * const other = await fetch(new URL('/?file=/etc/passwd', waf.url))   // any other client
 * expect((await waf.transactionOf(other)).uniqueId).not.toBe(tx.uniqueId)
 * ```
 */
export interface StartedWaf extends Waf {
  /** Its address, with a slash at the end, for any client. Each response names its transaction in X-Wafrig-Transaction. */
  readonly url: string
  /**
   * Sends a request and gives a standard Response: the WAF's own, a redirect is not followed. The path goes out as it is written,
   * dots and quotes too. Rejects with a TypeError, as fetch does, when the connection ends without an answer.
   */
  fetch(path: string | URL, init?: FetchInit): Promise<Response>
  /** Sends a request's exact octets and gives all that came of it. `options.scorer` is the scoring server's script meanwhile. */
  send(request: Uint8Array, options?: SendOptions): Promise<Exchange>
  /**
   * The transaction of a response, by its unique id: of `fetch`, of any other client that got it from `url`, or of a unique id itself.
   * Throws an InputError that says what to do when it is not known here.
   */
  transactionOf(response: AnyResponse): Promise<WafTransaction>
  /** The latest transactions, oldest first. */
  transactions(): Promise<readonly WafTransaction[]>
  /** Ends it; a second time it has ended already. After that it answers nothing, which an EnvironmentError says. */
  stop(): Promise<unknown>
}

/** One request and what is known of it outside the WAF. */
export type WafTransaction = {
  readonly uniqueId: string
  /** Its error-log lines in order, as they stand and taken apart. */
  readonly log: readonly LogLine[]
  /** Its audit-log records, each as JSON in one line, where there is an audit log. */
  readonly auditLog?: readonly string[]
  /** Its final anomaly scores; none where the rule set keeps none. */
  readonly scores: Exchange['scores']
  /** What the scoring server was asked for it. */
  readonly scored: readonly ScoreRequest[]
  /** What was done to it instead of letting it pass; nothing where a rule with `nolog` did it. */
  readonly intervention?: SeenIntervention
  /** What the engine's process died of in it, where it did; the log ends there. */
  readonly died?: string
  /** What cannot be seen of it, and why. */
  readonly unknown?: NonNullable<Exchange['unknown']>
}
