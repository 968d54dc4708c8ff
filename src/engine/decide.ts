import type { ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Intervention } from '../transaction/intervention.ts'
import type { Template } from '../transaction/parts.ts'
import type { Rule, RuleElement } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** The match that completed a rule. */
export type CompletedMatch = {
  readonly element: RuleElement
  readonly reason: () => ByteString
  readonly name: ByteString | undefined
  readonly value: ByteString | undefined
  readonly original: ByteString | undefined
  /** Its warning has been written already. */
  readonly isTold: boolean
}

/** What comes of it: `intercepted` leaves the phase. */
export type Decision = 'matched' | 'intercepted'

/**
 * What a completed rule does: a warning, an interception or a permission, and the alert that says so
 * (mod_security2 2.9.8: re.c `msre_perform_disruptive_actions`, mod_security2.c `perform_interception`).
 */
export const decide = (rule: Rule, match: CompletedMatch, tx: Transaction): Decision => {
  if (rule.auditLog) tx.relevance++
  const { intercept } = rule
  const isLate = tx.phase === 5
  const onlyWarns = (isLate && tx.dialect.decide.inLogging === 'warns') || tx.settings.ruleEngine === 'DetectionOnly'
  if (onlyWarns || intercept === undefined || intercept.action === 'pass') {
    if (!match.isTold) warn(rule, match, tx)
    return 'matched'
  }
  if (isLate) {
    if (intercept.action === 'allow' && !match.isTold) warn(rule, match, tx)
    return 'intercepted'
  }
  const phase = `(phase ${tx.phase})`
  const stop = (intervention: Omit<Intervention, 'phase' | 'ruleId'>, text: ByteString): Decision => {
    tx.intervention = { ...intervention, phase: tx.phase, ruleId: rule.id, reason: match.reason() }
    alertOfInterception(rule, match, text, tx)
    tx.observer.intervention?.(tx.intervention, tx)
    return 'intercepted'
  }
  switch (intercept.action) {
    case 'deny':
      if (rule.status === 0) {
        const text = `Access denied with code 500 ${phase} (Internal Error: Invalid status code requested 0).`
        return stop({ kind: 'deny', status: 500 }, text)
      }
      return stop({ kind: 'deny', status: rule.status }, `Access denied with code ${rule.status} ${phase}.`)
    case 'drop':
      return stop({ kind: 'drop', status: 403 }, `Access denied with connection close ${phase}.`)
    case 'redirect': {
      const location = intercept.to.expand(tx)
      const status = [301, 302, 303, 307].includes(rule.status) ? rule.status : 302
      const text = `Access denied with redirection to ${escapeLogKeepingQuotes(location)} using status ${status} ${phase}.`
      return stop({ kind: 'redirect', status, location }, text)
    }
    case 'proxy': {
      if (tx.phase > 2) {
        const why = 'Proxy action requested but it does not work in output phases'
        return stop(
          { kind: 'deny', status: 500 },
          `Access denied with code 500 ${phase} (Configuration Error: ${why}).`,
        )
      }
      const location = intercept.to.expand(tx)
      return stop(
        { kind: 'proxy', status: 200, location },
        `Access denied using proxy to ${phase} ${escapeLogKeepingQuotes(location)}.`,
      )
    }
    case 'allow': {
      const { scope } = intercept
      const what = scope === 'all' ? 'Access' : scope === 'phase' ? 'Access to phase' : 'Access to request'
      tx.allowed = scope
      alertOfInterception(rule, match, `${what} allowed ${phase}.`, tx)
      return 'intercepted'
    }
    case 'pause':
      tx.allowed = 'all'
      alertOfInterception(rule, match, `Paused Access ${phase}.`, tx)
      return 'intercepted'
  }
}

/** Writes that a match completed a rule, and does nothing else. */
export const warn = (rule: Rule, match: CompletedMatch, tx: Transaction): void => alert(rule, match, 'Warning.', tx)

/** mod_security2 writes it when it has left the rules (`perform_interception`), and MATCHED_VARS with them. */
const alertOfInterception: typeof alert = (rule, match, action, tx) => {
  if (tx.dialect.decide.matchesOfInterception === 'forgotten') tx.matchedVariables = []
  alert(rule, match, action, tx)
}

const alert = (
  rule: Rule,
  { element, reason, name, value, original }: CompletedMatch,
  action: ByteString,
  tx: Transaction,
): void => {
  const isTold = rule.log || rule.auditLog
  if (!isTold && !rule.namesRule) return
  const running = tx.rule
  tx.rule = undefined
  if (rule.namesRule) for (const text of textsOf(rule)) text.expand(tx)
  if (isTold) {
    tx.observer.alert?.(
      {
        rule,
        element,
        action,
        reason: reason(),
        name,
        value,
        original,
        msg: rule.msg?.expand(tx),
        data: rule.logdata?.expand(tx),
        tags: rule.tags.map(tag => tag.expand(tx)),
        errorLog: rule.log && (rule.auditLog || tx.dialect.logs.noauditlog === 'audit-log'),
        auditLog: rule.auditLog,
      },
      tx,
    )
  }
  tx.rule = running
}

/** The texts of a rule that a match is logged with. */
const textsOf = ({ msg, logdata, tags }: Rule): readonly Template[] =>
  [msg, logdata, ...tags].filter(text => text !== undefined)
