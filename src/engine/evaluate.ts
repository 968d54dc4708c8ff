import type { ByteString } from '../bytes.ts'
import { escapeLog, shownParameter } from '../log-escape.ts'
import type { Effect, Hit, OperatorFailure } from '../transaction/parts.ts'
import type { Candidate, Rule, RuleElement } from '../transaction/rule.ts'
import type { ScriptRunner } from '../transaction/script.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { type CompletedMatch, type Decision, decide, warn } from './decide.ts'
import { type Steps, waitFor } from './drive.ts'
import { candidates, fullName, requiredName } from './entries.ts'
import { exceedPatternLimit, isOutOfTime } from './limits.ts'
import { testedValues } from './tested-values.ts'

/** How a rule ended: `intercepted` leaves the phase. */
export type RuleOutcome = Decision | 'no match' | 'failed'

/**
 * Runs a rule: each element of its chain in turn as long as they match (mod_security2 2.9.8, re.c,
 * `msre_rule_process_normal`, `execute_operator`; libmodsecurity 3.0.13, src/rule_with_operator.cc, `evaluate`).
 */
export function* evaluate(rule: Rule, tx: Transaction): Steps<RuleOutcome> {
  tx.rule = rule
  const outcome = yield* runChain(rule, tx)
  tx.rule = undefined
  tx.matchedVariables = []
  return outcome
}

/** Told of each match of the last element; with `intercepted` nothing more is tested. */
type Complete = (match: CompletedMatch) => Decision

/**
 * Where alerts are written per match, each match of the last element decides at once; else the last one does when all
 * has been tested and the closing effects have run, and with multiMatch each is told as it is found.
 */
function* runChain(rule: Rule, tx: Transaction): Steps<RuleOutcome> {
  let last: CompletedMatch | undefined
  const keep: Complete = match => {
    const isTold = match.element.tests === 'each-change'
    if (isTold) warn(rule, match, tx)
    last = isTold ? { ...match, name: undefined, isTold } : match
    return 'matched'
  }
  const complete: Complete = tx.dialect.rules.alerts === 'per-rule' ? keep : match => decide(rule, match, tx)
  for (const [at, element] of rule.elements.entries()) {
    const isLast = !rule.isOpen && at === rule.elements.length - 1
    const isOut = isTakenOut(element, at, tx)
    const outcome = isOut ? 'no match' : yield* runElement(rule, element, isLast ? complete : undefined, tx)
    if (outcome === 'failed') {
      const text = tx.dialect.logs.failedRule?.(rule, at)
      if (text !== undefined) tx.message(1, text)
    }
    if (outcome !== 'matched') return outcome
  }
  if (rule.isOpen) return 'no match'
  for (const element of rule.elements.toReversed()) yield* runEffects(rule, element.closingEffects, tx)
  return last === undefined ? 'matched' : decide(rule, last, tx)
}

/** v2 asks before each element of a chain, not only before the first, whether it is removed or the engine is off. */
const isTakenOut = (element: RuleElement, at: number, tx: Transaction): boolean =>
  at > 0 &&
  tx.dialect.rules.chainElements === 'on-their-own' &&
  (tx.settings.ruleEngine === 'Off' || tx.exclusions.removes(element, tx))

/** How many values are tested between two looks at the clock, which costs as much as many a test. */
const VALUES_A_LOOK = 16

function* runElement(
  rule: Rule,
  element: RuleElement,
  complete: Complete | undefined,
  tx: Transaction,
): Steps<RuleOutcome> {
  const { script, operator } = element
  if (script !== undefined && operator === undefined) return yield* runScript(rule, element, script, complete, tx)
  if (element.tests === 'nothing') return 'no match'
  const excluded = tx.exclusions.targetFilter(element, tx.dialect)
  let matched = false
  for (const candidate of candidates(element, tx)) {
    if ((script !== undefined || tx.valuesTested++ % VALUES_A_LOOK === 0) && isOutOfTime(tx)) return 'no match'
    if (excluded?.(fullName(candidate, tx)) === true) continue
    for (const value of testedValues(element, candidate, tx)) {
      const outcome = yield* test(rule, element, candidate, value, complete, tx)
      if (outcome === 'failed' || outcome === 'intercepted') return outcome
      if (outcome === 'matched') matched = true
    }
  }
  return matched ? 'matched' : 'no match'
}

function* test(
  rule: Rule,
  element: RuleElement,
  candidate: Candidate,
  value: ByteString,
  complete: Complete | undefined,
  tx: Transaction,
): Steps<RuleOutcome> {
  const { operator, script } = element
  if (operator === undefined) return 'no match'
  const result = script === undefined ? operator.test(value, tx) : yield* scriptTest(script, value, tx)
  if (result !== undefined && 'failure' in result) {
    for (const line of result.failure) tx.message(1, line)
    if (result.counts !== 'no match') return 'failed'
  }
  if (result !== undefined && 'limit' in result) exceedPatternLimit(element, tx)
  const hit = result === undefined || 'failure' in result || 'limit' in result ? undefined : result
  if (hit !== undefined && element.capture) keepCaptures(hit, tx)
  const matched = (hit !== undefined) !== operator.negated
  const reason = matched ? (): ByteString => phrase(element, candidate, hit, tx) : undefined
  tx.observer.test?.(
    {
      element,
      name: fullName(candidate, tx),
      value: candidate.entry.value,
      transformed: value,
      matched,
      reason: reason?.(),
    },
    tx,
  )
  if (reason === undefined) return 'no match'
  const name = fullName(candidate, tx)
  tx.matchedVariable = { name, value }
  tx.matchedVariables.push({ name, value })
  tx.observer.match?.({ rule, element }, tx)
  if (complete !== undefined) keepSeverity(rule, tx)
  yield* runEffects(rule, element.effects, tx)
  return complete?.({ element, reason, name, value, original: candidate.entry.value, isTold: false }) ?? 'matched'
}

function* scriptTest(
  script: ScriptRunner,
  value: ByteString,
  tx: Transaction,
): Steps<Hit | OperatorFailure | undefined> {
  const outcome = yield* waitFor(script.run(tx, value))
  if (outcome.kind === 'failed') return { failure: outcome.lines }
  return outcome.kind === 'value' ? { reason: () => outcome.value } : undefined
}

/** SecRuleScript: what it returns is the text of the match; nothing returned is no match. */
function* runScript(
  rule: Rule,
  element: RuleElement,
  script: ScriptRunner,
  complete: Complete | undefined,
  tx: Transaction,
): Steps<RuleOutcome> {
  if (isOutOfTime(tx)) return 'no match'
  const outcome = yield* waitFor(script.run(tx))
  if (outcome.kind === 'failed') {
    for (const line of outcome.lines) tx.message(1, line)
    return 'failed'
  }
  if (outcome.kind === 'nothing') return 'no match'
  yield* runEffects(rule, element.effects, tx)
  const nothing = { name: undefined, value: undefined, original: undefined }
  return complete?.({ element, reason: () => outcome.value, ...nothing, isTold: false }) ?? 'matched'
}

function* runEffects(rule: Rule, effects: readonly Effect[], tx: Transaction): Steps<void> {
  for (const effect of effects) {
    const pending = effect(tx, { ruleId: rule.id })
    if (pending !== undefined) yield pending
  }
}

const keepCaptures = ({ captures, keepsOtherCaptures }: Hit, tx: Transaction): void => {
  if (captures === undefined) return
  const resets = tx.dialect.rules.captures === 'reset' && keepsOtherCaptures !== true
  if (resets) for (let at = 0; at < 10; at++) tx.tx.delete(String(at))
  for (const [at, text] of captures.entries()) tx.tx.set(String(at), text)
}

const keepSeverity = (rule: Rule, tx: Transaction): void => {
  const { severity } = rule
  if (severity === undefined || severity >= tx.highestSeverity) return
  if (severity > 0 || tx.dialect.rules.highestSeverity === 'from-zero') tx.highestSeverity = severity
}

const phrase = (element: RuleElement, candidate: Candidate, hit: Hit | undefined, tx: Transaction): ByteString => {
  if (hit !== undefined && element.operator?.negated !== true) {
    return element.isAction ? 'Unconditional match in SecAction.' : hit.reason(fullName(candidate, tx))
  }
  const { name = '', argument } = element.operator ?? {}
  return `Match of "${escapeLog(name)} ${shownParameter(argument?.text ?? '')}" against "${escapeLog(requiredName(candidate, tx))}" required.`
}
