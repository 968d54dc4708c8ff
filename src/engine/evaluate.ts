import type { ByteString } from '../bytes.ts'
import { escapeLog, shownParameter } from '../log-escape.ts'
import type { Effect, Hit, TestResult } from '../transaction/parts.ts'
import type { Candidate, Looked, Rule, RuleElement } from '../transaction/rule.ts'
import type { ScriptOutcome, ScriptRunner } from '../transaction/script.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { type CompletedMatch, type Decision, decide, warn } from './decide.ts'
import { fullName, look, requiredName } from './entries.ts'
import { type Awaitable, firstOf, whenThere } from './in-turn.ts'
import { exceedPatternLimit, isOutOfTime } from './limits.ts'
import { changes, distinctValues, result, traceTransformations } from './tested-values.ts'

/** How a rule ended: `intercepted` leaves the phase. */
export type RuleOutcome = Decision | 'no match' | 'failed' | 'open'

/**
 * Runs a rule: each element of its chain in turn as long as they match (mod_security2 2.9.8, re.c,
 * `msre_rule_process_normal`, `execute_operator`; libmodsecurity 3.0.13, src/rule_with_operator.cc, `evaluate`).
 */
export const evaluate = (rule: Rule, tx: Transaction): Awaitable<RuleOutcome> => {
  tx.rule = rule
  const outcome = runChain({ rule, tx, isLast: false, hasMatched: false, last: undefined }, 0)
  return outcome instanceof Promise ? outcome.then(ended => leave(ended, tx)) : leave(outcome, tx)
}

const leave = (outcome: RuleOutcome, tx: Transaction): RuleOutcome => {
  tx.rule = undefined
  if (tx.matchedVariables.length > 0) tx.matchedVariables = []
  return outcome
}

/** A rule that runs. */
type Run = {
  readonly rule: Rule
  readonly tx: Transaction
  /** It has come to the last element of its chain, whose matches complete it. */
  isLast: boolean
  /** A value of the element that runs has matched. */
  hasMatched: boolean
  /** The last match of that, where it decides when all has been tested. */
  last: CompletedMatch | undefined
}

/** Runs a chain from one of its elements on. */
const runChain = (run: Run, from: number): Awaitable<RuleOutcome> => {
  const { rule, tx } = run
  const { elements, isOpen } = rule
  for (let at = from; at < elements.length; at++) {
    const element = elements[at]
    if (element === undefined || isTakenOut(element, at, tx)) return 'no match'
    run.isLast = !isOpen && at === elements.length - 1
    const outcome = runElement(run, element)
    if (outcome instanceof Promise) {
      return outcome.then(ended => (ended === 'matched' ? runChain(run, at + 1) : stop(run, at, ended)))
    }
    if (outcome !== 'matched') return stop(run, at, outcome)
  }
  return isOpen ? 'open' : conclude(run)
}

const stop = ({ rule, tx }: Run, at: number, outcome: RuleOutcome): RuleOutcome => {
  const text = outcome === 'failed' ? tx.dialect.logs.failedRule?.(rule, at) : undefined
  if (text !== undefined) tx.message(1, text)
  return outcome
}

/** All elements have matched. */
const conclude = ({ rule, tx, last }: Run): Awaitable<RuleOutcome> => {
  const { elements } = rule
  const closed = firstOf(elements.length, at => runEffects(rule, elements.at(-1 - at)?.closingEffects ?? [], tx))
  return whenThere(closed, () => (last === undefined ? 'matched' : decide(rule, last, tx)))
}

/**
 * Where alerts are written per match, each match of the last element decides at once; else the last one does when all
 * has been tested and the closing effects have run, and with multiMatch each is told as it is found.
 */
const complete = (run: Run, match: CompletedMatch): Decision => {
  const { rule, tx } = run
  if (!run.isLast) return 'matched'
  if (tx.dialect.rules.alerts === 'per-match') return decide(rule, match, tx)
  const isTold = match.element.tests === 'each-change'
  if (isTold) warn(rule, match, tx)
  run.last = isTold ? { ...match, name: undefined, isTold } : match
  return 'matched'
}

/** v2 asks before each element of a chain, not only before the first, whether it is removed or the engine is off. */
const isTakenOut = (element: RuleElement, at: number, tx: Transaction): boolean =>
  at > 0 &&
  tx.dialect.rules.chainElements === 'on-their-own' &&
  (tx.settings.ruleEngine === 'Off' || tx.exclusions.removes(element, tx))

/** How many values are tested between two looks at the clock, which costs as much as many a test. */
const VALUES_A_LOOK = 16

const runElement = (run: Run, element: RuleElement): Awaitable<RuleOutcome> => {
  const { tx } = run
  const { script, operator } = element
  if (script !== undefined && operator === undefined) return runScript(run, element, script)
  if (element.tests === 'nothing') return 'no match'
  const excluded = tx.exclusions.targetFilter(element, tx.dialect)
  const looked = look(element, tx)
  if (excluded === undefined && looked.candidates.length > 1 && findsNothing(element, looked, tx)) return 'no match'
  run.hasMatched = false
  return testFrom(run, element, { found: looked.candidates, excluded }, 0)
}

/**
 * True if an operator that asks for nothing but the value finds nothing in any value of an element, as it does nearly
 * always: then it is enough to ask once for each value that is another. Where it finds something, each is tested in turn.
 */
const findsNothing = (element: RuleElement, looked: Looked, tx: Transaction): boolean => {
  const { operator, script } = element
  if (operator === undefined || script !== undefined || operator.negated || operator.argument.hasMacros) return false
  if (tx.observer.test !== undefined || tx.observer.transformation !== undefined) return false
  for (const value of distinctValues(element, looked, tx)) {
    if (tx.valuesTested++ % VALUES_A_LOOK === 0 && isOutOfTime(tx)) return true
    if (operator.test(value, tx) !== undefined) return false
  }
  return true
}

/** What an element tests: what its targets stand for, less what ctl has taken out. */
type Tested = {
  readonly found: readonly Candidate[]
  readonly excluded: ((candidate: Candidate) => boolean) | undefined
}

/** Tests an element's values from one on. Nearly all that the engine does is done in this loop. */
const testFrom = (run: Run, element: RuleElement, tested: Tested, from: number): Awaitable<RuleOutcome> => {
  const { tx } = run
  const { found, excluded } = tested
  for (let at = from; at < found.length; at++) {
    const candidate = found[at]
    if (candidate === undefined) continue
    if ((element.script !== undefined || tx.valuesTested++ % VALUES_A_LOOK === 0) && isOutOfTime(tx)) return 'no match'
    if (excluded?.(candidate) === true) continue
    if (tx.observer.transformation !== undefined) traceTransformations(element, candidate, tx)
    const outcome =
      element.tests === 'result'
        ? test(run, element, candidate, result(element, candidate, tx))
        : testAll(run, element, candidate, changes(element, candidate, tx))
    if (outcome === 'no match') continue
    if (outcome instanceof Promise) {
      return outcome.then(ended => (note(run, ended) ? ended : testFrom(run, element, tested, at + 1)))
    }
    if (note(run, outcome)) return outcome
  }
  return run.hasMatched ? 'matched' : 'no match'
}

/** Notes a match; true if nothing more of the element is tested. */
const note = (run: Run, outcome: RuleOutcome): boolean => {
  if (outcome === 'matched') run.hasMatched = true
  return outcome === 'failed' || outcome === 'intercepted'
}

const testAll = (
  run: Run,
  element: RuleElement,
  candidate: Candidate,
  values: readonly ByteString[],
): Awaitable<RuleOutcome> => {
  const ended = firstOf(values.length, at =>
    whenThere(test(run, element, candidate, values[at] ?? ''), outcome => (note(run, outcome) ? outcome : undefined)),
  )
  return whenThere(ended, outcome => outcome ?? 'no match')
}

const test = (run: Run, element: RuleElement, candidate: Candidate, value: ByteString): Awaitable<RuleOutcome> => {
  const { operator, script } = element
  if (operator === undefined) return 'no match'
  if (script === undefined) return judge(run, element, candidate, value, operator.test(value, run.tx))
  return script.run(run.tx, value).then(outcome => judge(run, element, candidate, value, resultOf(outcome)))
}

const resultOf = (outcome: ScriptOutcome): TestResult => {
  if (outcome.kind === 'failed') return { failure: outcome.lines }
  return outcome.kind === 'value' ? { reason: () => outcome.value } : undefined
}

/** What comes of what the operator says of a value. */
const judge = (
  run: Run,
  element: RuleElement,
  candidate: Candidate,
  value: ByteString,
  result: TestResult,
): Awaitable<RuleOutcome> => {
  const { rule, tx } = run
  if (result !== undefined && 'failure' in result) {
    for (const line of result.failure) tx.message(1, line)
    if (result.counts !== 'no match') return 'failed'
  }
  if (result !== undefined && 'limit' in result) exceedPatternLimit(element, tx)
  const hit = result === undefined || 'failure' in result || 'limit' in result ? undefined : result
  if (hit !== undefined && element.capture) keepCaptures(hit, tx)
  const matched = (hit !== undefined) !== element.operator?.negated
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
  if (run.isLast) keepSeverity(rule, tx)
  return whenThere(runEffects(rule, element.effects, tx), () =>
    complete(run, { element, reason, name, value, original: candidate.entry.value, isTold: false }),
  )
}

/** SecRuleScript: what it returns is the text of the match; nothing returned is no match. */
const runScript = (run: Run, element: RuleElement, script: ScriptRunner): Awaitable<RuleOutcome> => {
  const { rule, tx } = run
  if (isOutOfTime(tx)) return 'no match'
  return script.run(tx).then(outcome => {
    if (outcome.kind === 'failed') {
      for (const line of outcome.lines) tx.message(1, line)
      return 'failed'
    }
    if (outcome.kind === 'nothing') return 'no match'
    const nothing = { name: undefined, value: undefined, original: undefined }
    return whenThere(runEffects(rule, element.effects, tx), () =>
      complete(run, { element, reason: () => outcome.value, ...nothing, isTold: false }),
    )
  })
}

const runEffects = (rule: Rule, effects: readonly Effect[], tx: Transaction): Awaitable<void> =>
  firstOf(effects.length, at => effects[at]?.(tx, { ruleId: rule.id }))

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
