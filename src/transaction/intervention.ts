import type { ByteString } from '../bytes.ts'

/** What the WAF decided to do to the transaction instead of letting it pass. */
export type Intervention = {
  readonly kind: 'deny' | 'drop' | 'redirect' | 'proxy' | 'error'
  readonly status: number
  readonly phase: number
  /** Target of a redirect or proxy. */
  readonly location?: ByteString
  /** Undefined where no rule decided (body limits, parse failures, the limit of time). */
  readonly ruleId: number | undefined
  /** The phrase of the match that decided. */
  readonly reason?: ByteString
}
