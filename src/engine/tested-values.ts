import type { ByteString } from '../bytes.ts'
import type { Candidate, RuleElement } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { chainSteps } from '../transaction/transformation-chain.ts'
import { fullName } from './entries.ts'

/**
 * What the operator sees of an entry: what all transformations make of it, or the value as it is and after each
 * transformation that says it changes it.
 */
export const testedValues = (element: RuleElement, candidate: Candidate, tx: Transaction): readonly ByteString[] => {
  const { value } = candidate.entry
  if (tx.observer.transformation !== undefined) traceTransformations(element, candidate, tx)
  if (element.tests !== 'each-change') return [tx.transform(value, element.transformations)]
  const values = [value]
  let before = value
  for (const step of chainSteps(element.transformations)) {
    const after = tx.transform(value, step)
    const { saysChanged } = step.transformation
    if (saysChanged === undefined ? before !== after : saysChanged(before, after)) values.push(after)
    before = after
  }
  return values
}

const traceTransformations = (element: RuleElement, candidate: Candidate, tx: Transaction): void => {
  let before = candidate.entry.value
  for (const step of chainSteps(element.transformations)) {
    const after = tx.transform(candidate.entry.value, step)
    tx.observer.transformation?.(
      { element, name: fullName(candidate, tx), transformation: step.name, before, after },
      tx,
    )
    before = after
  }
}
