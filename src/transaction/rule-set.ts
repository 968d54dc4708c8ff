import type { ByteString } from '../bytes.ts'
import type { Diagnostic } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import type { Limits } from './limits.ts'
import type { OctetClasses } from './octet-classes.ts'
import type { Rule, Step } from './rule.ts'
import type { Settings } from './settings.ts'

/** Compiled rules: made once at load, shared by all transactions, never changed. */
export type RuleSet = {
  readonly dialect: Dialect
  readonly settings: Readonly<Settings>
  readonly limits: Limits
  /** The steps of phases 1–5, at index 1–5. */
  readonly phases: readonly (readonly Step[])[]
  /** Where their markers stand, by phase and label. */
  readonly markers: readonly ReadonlyMap<ByteString, readonly number[]>[]
  readonly rules: readonly Rule[]
  /** What its transformations change. */
  readonly octetClasses: OctetClasses
  /** What was read and has no effect here, each by name. Empty for a rule set that is supported whole. */
  readonly notices: readonly Diagnostic[]
  /** Files read, in order. */
  readonly files: readonly string[]
}

/** Where the markers of a phase stand, by their labels. */
export const markersOf = (steps: readonly Step[]): ReadonlyMap<ByteString, readonly number[]> => {
  const places = new Map<ByteString, number[]>()
  for (const [at, step] of steps.entries()) {
    if ('marker' in step) places.set(step.marker, [...(places.get(step.marker) ?? []), at])
  }
  return places
}

/** Index of the step behind the marker that `skipAfter` names, from a step on; undefined when there is none. */
export const stepAfter = ({ markers }: RuleSet, phase: number, from: number, label: ByteString): number | undefined => {
  const at = markers[phase]?.get(label)?.find(place => place >= from)
  return at === undefined ? undefined : at + 1
}
