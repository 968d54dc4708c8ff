import type { ByteString } from '../bytes.ts'
import type { Candidate, Looked, RuleElement } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { chainSteps, type TransformationChain } from '../transaction/transformation-chain.ts'
import { fullName } from './entries.ts'

/** What all transformations make of the candidate `at`: made once for all elements with its targets and this chain. */
export const transformed = (looked: Looked, at: number, chain: TransformationChain, tx: Transaction): ByteString => {
  looked.values[chain.index] ??= []
  const values = looked.values[chain.index] ?? []
  const known = values[at]
  if (known !== undefined) return known
  const value = tx.transform(looked.candidates[at]?.entry.value ?? '', chain)
  values[at] = value
  return value
}

/** What multiMatch tests: a value as it is, and after each transformation that says it changes it. */
export const eachChange = (chain: TransformationChain, value: ByteString, tx: Transaction): readonly ByteString[] => {
  const values = [value]
  let before = value
  for (const step of chainSteps(chain)) {
    const after = tx.transform(value, step)
    const { saysChanged } = step.transformation
    if (saysChanged === undefined ? before !== after : saysChanged(before, after)) values.push(after)
    before = after
  }
  return values
}

/** Tells what each transformation of an element makes of a candidate's value. */
export const traceTransformations = (element: RuleElement, candidate: Candidate, tx: Transaction): void => {
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
