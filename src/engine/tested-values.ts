import type { ByteString } from '../bytes.ts'
import type { Candidate, Looked, RuleElement } from '../transaction/rule.ts'
import { eachChange, type TestedValue, transformed } from '../transaction/tested-value.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { chainSteps } from '../transaction/transformation-chain.ts'
import { fullName } from './entries.ts'

/** What an element's transformations make of the candidate `at`. */
export const result = (element: RuleElement, looked: Looked, at: number, tx: Transaction): ByteString => {
  const { transformations } = element
  if (transformations.parent === undefined) return looked.candidates[at]?.entry.value ?? ''
  return transformed(testedAt(looked, at, tx), transformations, tx.settings.unicodeMap)
}

/** What multiMatch tests of the candidate `at`. */
export const changes = (element: RuleElement, looked: Looked, at: number, tx: Transaction): readonly ByteString[] =>
  eachChange(testedAt(looked, at, tx), element.transformations, tx.settings.unicodeMap)

const testedAt = (looked: Looked, at: number, tx: Transaction): TestedValue => {
  const known = looked.tested[at]
  if (known !== undefined) return known
  const tested = tx.tested(looked.candidates[at]?.entry.value ?? '')
  looked.tested[at] = tested
  return tested
}

/** Tells what each transformation of an element makes of a candidate's value. */
export const traceTransformations = (element: RuleElement, candidate: Candidate, tx: Transaction): void => {
  const tested = tx.tested(candidate.entry.value)
  let before = tested.value
  for (const step of chainSteps(element.transformations)) {
    const after = transformed(tested, step, tx.settings.unicodeMap)
    tx.observer.transformation?.(
      { element, name: fullName(candidate, tx), transformation: step.name, before, after },
      tx,
    )
    before = after
  }
}
