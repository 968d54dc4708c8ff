import type { ByteString } from '../bytes.ts'
import type { ErrorCode } from '../error-codes.ts'
import type { Diagnostic } from '../errors.ts'
import type { Span } from '../source.ts'
import { type RuleSelection, selects } from '../transaction/exclusions.ts'
import type { ActionUse } from './action-set.ts'
import type { ReadableDialect } from './readable-dialect.ts'
import { describeAll, type RuleInProgress, type StepInProgress } from './rule-in-progress.ts'
import type { ReadScript } from './script-host.ts'

/** A directive that takes rules or targets out, or changes rules, with what it found when it was read. */
export type Selecting = {
  readonly directive: string
  /** What it names, as it is written. */
  readonly text: ByteString
  readonly span: Span
  readonly selection: RuleSelection
  readonly foundRules: boolean
  /** The targets that it takes out of the rules, as they are written. */
  readonly excluded?: { readonly list: ByteString; readonly span: Span }
}

/** A rule set that has been read to its end. */
export type ReadRules = {
  readonly dialect: ReadableDialect
  readonly steps: readonly StepInProgress[]
  /** Rules that directives have taken out. */
  readonly removed: readonly RuleInProgress[]
  readonly selecting: readonly Selecting[]
  readonly scripts: readonly ReadScript[]
}

/** Finds what can never do anything, whatever is sent. */
export type Check = (read: ReadRules) => readonly Diagnostic[]

/** A rule with its place in the order of the configuration. */
export type PlacedRule = { readonly rule: RuleInProgress; readonly at: number }

/** The rules in order. */
export const rulesOf = ({ steps }: ReadRules): readonly PlacedRule[] =>
  steps.flatMap((step, at) => ('elements' in step ? [{ rule: step, at }] : []))

/** True if a rule runs when another has run, in the same transaction. */
export const runsBehind = (later: PlacedRule, earlier: PlacedRule): boolean =>
  later.rule.phase > earlier.rule.phase || (later.rule.phase === earlier.rule.phase && later.at > earlier.at)

/** True of a rule that a selection may mean. A tag with macros may be anything. */
export const maySelect = (selection: RuleSelection, rule: RuleInProgress): boolean =>
  describeAll(rule).some(
    element =>
      selects(selection, element, undefined) ||
      (selection.by === 'tag' && element.tags.some(({ hasMacros }) => hasMacros)),
  )

/** An action of a rule that is written there, with the rule. */
export type PlacedUse = PlacedRule & { readonly use: ActionUse; readonly span: Span }

/** The actions of some names that rules have written, in order. */
export const usesOf = (read: ReadRules, ...names: readonly string[]): readonly PlacedUse[] =>
  rulesOf(read).flatMap(placed =>
    placed.rule.elements.flatMap(({ actions }) =>
      actions.uses.flatMap(use =>
        use.span === undefined || !names.includes(use.name) ? [] : [{ ...placed, use, span: use.span() }],
      ),
    ),
  )

/** What a check has found. */
export const found = (code: ErrorCode, message: string, span: Span): Diagnostic => ({ code, message, span })
