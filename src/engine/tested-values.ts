import type { ByteString } from '../bytes.ts'
import type { Candidate, RuleElement } from '../transaction/rule.ts'
import { eachChange, type TestedValue, transformed } from '../transaction/tested-value.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { fullName } from './entries.ts'

/** What an element's transformations make of a candidate. */
export const result = ({ transformations }: RuleElement, candidate: Candidate, tx: Transaction): ByteString => {
  if (transformations.parent === undefined) return candidate.entry.value
  return transformed(testedOf(candidate, tx), transformations, tx.settings.unicodeMap)
}

/** What multiMatch tests of a candidate. */
export const changes = (element: RuleElement, candidate: Candidate, tx: Transaction): readonly ByteString[] =>
  eachChange(testedOf(candidate, tx), element.transformations, tx.settings.unicodeMap)

const testedOf = (candidate: Candidate, tx: Transaction): TestedValue => {
  candidate.tested ??= tx.tested(candidate.entry.value)
  return candidate.tested
}

/** Tells what each transformation of an element makes of a candidate's value. */
export const traceTransformations = (element: RuleElement, candidate: Candidate, tx: Transaction): void => {
  let before = candidate.entry.value
  for (const step of element.transformations.steps) {
    const after = transformed(testedOf(candidate, tx), step, tx.settings.unicodeMap)
    tx.observer.transformation?.(
      { element, name: fullName(candidate, tx), transformation: step.name, before, after },
      tx,
    )
    before = after
  }
}
