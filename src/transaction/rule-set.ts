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
  readonly rules: readonly Rule[]
  /** What its transformations change. */
  readonly octetClasses: OctetClasses
  /** What was read and has no effect here, each by name. Empty for a rule set that is supported whole. */
  readonly notices: readonly Diagnostic[]
  /** Files read, in order. */
  readonly files: readonly string[]
}

/** Index of the step behind the marker that `skipAfter` names, from a step on; undefined when there is none. */
export const stepAfter = (steps: readonly Step[], from: number, label: ByteString): number | undefined => {
  for (let at = from; at < steps.length; at++) {
    const step = steps[at]
    if (step !== undefined && 'marker' in step && step.marker === label) return at + 1
  }
  return undefined
}
