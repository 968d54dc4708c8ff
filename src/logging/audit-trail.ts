import type { ByteString } from '../bytes.ts'
import type { Observer } from '../transaction/events.ts'
import type { Rule, RuleElement } from '../transaction/rule.ts'
import { alertText, auditOnlyText, MESSAGE_LIMIT_BYTES, untilNul } from './alert-text.ts'

/** What is gathered of one transaction for its audit record. */
export type AuditTrail = {
  /** Alerts and messages of the engine, in order. */
  readonly messages: readonly ByteString[]
  /** Each match of an element, in order. */
  readonly matches: readonly { readonly rule: Rule; readonly element: RuleElement }[]
  /** The request came as far as phase 2, whether it ran or not. */
  readonly reachedPhase2: () => boolean
  readonly observer: Observer
}

/** An observer that gathers what an audit record says of one transaction. */
export const auditTrail = (): AuditTrail => {
  const messages: ByteString[] = []
  const matches: { readonly rule: Rule; readonly element: RuleElement }[] = []
  let reachedPhase2 = false
  const log = (text: ByteString): void => void messages.push(untilNul(text))
  return {
    messages,
    matches,
    reachedPhase2: () => reachedPhase2,
    observer: {
      alert: alert => {
        if (alert.errorLog) log(alertText(alert))
        else if (alert.auditLog) messages.push(auditOnlyText(alert))
      },
      message: ({ level, text }) => {
        if (level <= 3) log(text.slice(0, MESSAGE_LIMIT_BYTES))
      },
      match: match => {
        matches.push(match)
      },
      phase: ({ phase }) => {
        if (phase === 2) reachedPhase2 = true
      },
    },
  }
}
