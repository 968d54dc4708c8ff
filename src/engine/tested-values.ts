import type { ByteString } from '../bytes.ts'
import type { Candidate, Looked, RuleElement } from '../transaction/rule.ts'
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

/** What an element's operator sees of what its targets stand for; of equal values it sees one. */
export const distinctValues = (element: RuleElement, looked: Looked, tx: Transaction): readonly ByteString[] => {
  const { transformations, tests } = element
  const kept = tests === 'result' ? looked.results : looked.changes
  const known = kept[transformations.index]
  if (known !== undefined) return known
  const values =
    tests === 'result'
      ? looked.distinct.map(candidate => result(element, candidate, tx))
      : looked.distinct.flatMap(candidate => changes(element, candidate, tx))
  kept[transformations.index] = values
  return values
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
