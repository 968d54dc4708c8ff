import type { Rule, Step } from '../transaction/rule.ts'
import { stepAfter } from '../transaction/rule-set.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Steps } from './drive.ts'
import { evaluate, type RuleOutcome } from './evaluate.ts'
import type { Awaitable } from './in-turn.ts'

/** Runs a phase as a step of other work. */
export function* phase(tx: Transaction, number: number): Steps<void> {
  const pending = runPhase(tx, number)
  if (pending !== undefined) yield pending
}

/** Runs the rules of a phase; at once unless a script has to be waited for. A phase never runs twice. */
export const runPhase = (tx: Transaction, phase: number): void | Promise<void> => {
  const skipped = whySkipped(tx, phase)
  tx.observer.phase?.(skipped === undefined ? { phase } : { phase, skipped }, tx)
  if (skipped !== undefined) return
  tx.phase = phase
  return runRules(tx)
}

const whySkipped = (tx: Transaction, phase: number): string | undefined => {
  if (tx.phase >= phase) return 'it has run already'
  if (tx.settings.ruleEngine === 'Off') return 'the engine is off'
  if (tx.isOutOfTime) return 'the request has used up its time'
  if (phase === 5) return undefined
  if (isIntercepted(tx)) return 'the request was intercepted'
  if (tx.allowed === 'all' || (tx.allowed === 'request' && phase <= 2)) return 'an allow action was used'
  return undefined
}

/** A rule has stopped the request; answers of the engine itself do not count where phases 3 and 4 inspect them. */
export const isIntercepted = ({ intervention, dialect }: Transaction): boolean =>
  intervention !== undefined && !(intervention.kind === 'error' && dialect.decide.ownAnswers === 'inspected')

/** Where a phase has come to in its list; `landed` is the step that a skipAfter led to. */
type Place = { at: number; landed: number | undefined }

const runRules = (tx: Transaction): Awaitable<undefined> => {
  tx.matchedVariables = []
  const at = tx.skippingTo === undefined ? 0 : resume(tx, 0)
  return runFrom({ at, landed: undefined }, tx)
}

const runFrom = (place: Place, tx: Transaction): Awaitable<undefined> => {
  const steps = tx.ruleSet.phases[tx.phase] ?? []
  while (place.at < steps.length) {
    const step = steps[place.at]
    const rule = step === undefined ? undefined : ruleOf(step, place.landed === place.at)
    place.at++
    if (rule === undefined || tx.settings.ruleEngine === 'Off') continue
    if (isRemoved(rule, tx)) {
      tx.observer.rule?.({ rule, outcome: 'removed' }, tx)
      continue
    }
    const outcome = evaluate(rule, tx)
    if (outcome instanceof Promise) {
      return outcome.then(ended => (goesOn(rule, ended, place, tx) ? runFrom(place, tx) : undefined))
    }
    if (!goesOn(rule, outcome, place, tx)) return undefined
  }
  return undefined
}

/** Whether the phase goes on behind a rule that has run, and if it skips, moves on to where. */
const goesOn = (rule: Rule, outcome: RuleOutcome, place: Place, tx: Transaction): boolean => {
  if (tx.isOutOfTime) return false
  const told = outcome === 'intercepted' ? 'matched' : outcome === 'open' ? 'no match' : outcome
  tx.observer.rule?.({ rule, outcome: told }, tx)
  if (outcome === 'intercepted') return false
  if (outcome === 'failed') return !tx.settings.interceptOnError
  if (outcome === 'no match' && rule.takesNext) place.at = behindChain(tx, place.at)
  if (outcome === 'no match' || outcome === 'open') return true
  if (rule.skipAfter !== undefined) {
    tx.observer.skip?.({ rule, to: rule.skipAfter }, tx)
    tx.skippingTo = rule.skipAfter
    place.at = resume(tx, place.at)
    place.landed = place.at
  } else if (rule.skip > 0) {
    tx.observer.skip?.({ rule, to: `${rule.skip} rules on` }, tx)
    place.at = skipRules(tx, place.at, rule.skip)
  }
  return true
}

/** Behind the rules that an open chain which has not matched takes with it (re.c, `msre_ruleset_process_phase`, NEXT_CHAIN). */
const behindChain = (tx: Transaction, from: number): number => {
  const steps = tx.ruleSet.phases[tx.phase] ?? []
  const last = steps.findIndex((step, at) => at >= from && 'rule' in step && !step.rule.isOpen)
  return last === -1 ? steps.length : last + 1
}

const ruleOf = (step: Step, isLandedOn: boolean): Rule | undefined => {
  if ('rule' in step) return step.rule
  return 'tail' in step && isLandedOn ? step.tail : undefined
}

/** Where to go on after a skipAfter; v2 forgets the label at the end of the phase, v3 does not. */
const resume = (tx: Transaction, from: number): number => {
  const steps = tx.ruleSet.phases[tx.phase] ?? []
  const next = stepAfter(tx.ruleSet, tx.phase, from, tx.skippingTo ?? '')
  if (next !== undefined || tx.dialect.rules.skipAfter === 'within-phase') tx.skippingTo = undefined
  return next ?? steps.length
}

const skipRules = (tx: Transaction, from: number, count: number): number => {
  const steps = tx.ruleSet.phases[tx.phase] ?? []
  let left = count
  let at = from
  while (at < steps.length && left > 0) {
    const step = steps[at++]
    if (step !== undefined && 'rule' in step) left--
  }
  return at
}

const isRemoved = (rule: Rule, tx: Transaction): boolean => {
  const starter = rule.elements[0]
  return starter !== undefined && tx.exclusions.removes(starter, tx)
}
