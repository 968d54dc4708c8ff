import type { ByteString } from '../bytes.ts'
import type { UnicodeMap } from '../values.ts'
import type { OctetClasses } from './octet-classes.ts'
import type { TransformationChain } from './transformation-chain.ts'

/** A value of a transaction that rules test, with what transformations have made of it so far: each is computed once. */
export type TestedValue = {
  readonly value: ByteString
  /** The sets of octets that it has some of. */
  readonly classes: number
  /** What chains make of it, by their index. */
  readonly behind: (ByteString | undefined)[]
  /** What multiMatch tests, by the index of the chain. */
  readonly changes: (readonly ByteString[] | undefined)[]
}

/** A value of which nothing is known yet. */
export const testedValue = (value: ByteString, classes: OctetClasses): TestedValue => ({
  value,
  classes: classes.of(value),
  behind: [],
  changes: [],
})

/** The value after a chain of transformations. */
export const transformed = (
  tested: TestedValue,
  chain: TransformationChain,
  map: UnicodeMap | undefined,
): ByteString => {
  if ((tested.classes & chain.touches) === 0 || chain.parent === undefined) return tested.value
  const known = tested.behind[chain.index]
  if (known !== undefined) return known
  const before = transformed(tested, chain.parent, map)
  const rest = chain.readsOn ? restBehind(tested, chain.parent, before, map) : ''
  const result = chain.transformation.apply(before + rest, map)
  tested.behind[chain.index] = result
  return result
}

/** What a step that shortened a value where it stood left behind its new end. */
const restBehind = (
  tested: TestedValue,
  { parent }: TransformationChain,
  shortened: ByteString,
  map: UnicodeMap | undefined,
): ByteString => (parent === undefined ? '' : transformed(tested, parent, map).slice(shortened.length))

/** What multiMatch tests: the value as it is, and after each transformation that says it changes it. */
export const eachChange = (
  tested: TestedValue,
  chain: TransformationChain,
  map: UnicodeMap | undefined,
): readonly ByteString[] => {
  const known = tested.changes[chain.index]
  if (known !== undefined) return known
  const values = [tested.value]
  let before = tested.value
  for (const step of chain.steps) {
    const after = transformed(tested, step, map)
    const { saysChanged } = step.transformation
    if (saysChanged === undefined ? before !== after : saysChanged(before, after)) values.push(after)
    before = after
  }
  tested.changes[chain.index] = values
  return values
}
