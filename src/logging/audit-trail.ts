import type { ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Observer } from '../transaction/events.ts'
import type { Rule, RuleElement } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { alertText, auditOnlyText, MESSAGE_LIMIT_BYTES, untilNul } from './alert-text.ts'
import { type ErrorLogForm, errorLogItem } from './apache-error-log.ts'

/** What is gathered of one transaction for its audit record. */
export type AuditTrail = {
  /** Alerts and messages of the engine, in order. */
  readonly messages: readonly ByteString[]
  /** The error log's items of the request, each with its place in mod_security2's source. */
  readonly errors: readonly ByteString[]
  /** Each match of an element, in order. */
  readonly matches: readonly { readonly rule: Rule; readonly element: RuleElement }[]
  /** The request came as far as phase 2, whether it ran or not. */
  readonly reachedPhase2: () => boolean
  /** Status of the response as phase 3 found it, where it came so far. */
  readonly originalStatus: () => number | undefined
  readonly observer: Observer
}

/** How the items of the error log stand in an audit record. */
export type AuditTrailForm = ErrorLogForm & {
  /** The line of apache2_util.c that writes to the error log. */
  readonly errorLogCall: number
}

/** An observer that gathers what an audit record says of one transaction. */
export const auditTrail = (form: AuditTrailForm): AuditTrail => {
  const messages: ByteString[] = []
  const errors: ByteString[] = []
  const matches: { readonly rule: Rule; readonly element: RuleElement }[] = []
  let reachedPhase2 = false
  let originalStatus: number | undefined
  const log = (text: ByteString, tx: Transaction): void => {
    messages.push(untilNul(text))
    errors.push(
      `[file "apache2_util.c"] [line ${form.errorLogCall}] [level 3] ${escapeLogKeepingQuotes(errorLogItem(text, tx, form))}`,
    )
  }
  return {
    messages,
    errors,
    matches,
    reachedPhase2: () => reachedPhase2,
    originalStatus: () => originalStatus,
    observer: {
      alert: (alert, tx) => {
        if (alert.errorLog) log(alertText(alert), tx)
        else if (alert.auditLog) messages.push(auditOnlyText(alert))
      },
      message: ({ level, text }, tx) => {
        if (level <= 3) log(text.slice(0, MESSAGE_LIMIT_BYTES), tx)
      },
      match: match => {
        matches.push(match)
      },
      phase: ({ phase }, tx) => {
        if (phase === 2) reachedPhase2 = true
        if (phase === 3) originalStatus = tx.response?.status
      },
    },
  }
}
