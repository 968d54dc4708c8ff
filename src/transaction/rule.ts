import type { ByteString } from '../bytes.ts'
import type { Entry } from '../values.ts'
import type { Effect, Intercept, Template, Test, Variable } from './parts.ts'
import type { ScriptRunner } from './script.ts'
import type { TestedValue } from './tested-value.ts'
import type { Transaction } from './transaction.ts'
import type { TransformationChain } from './transformation-chain.ts'

/** A variable with its selector, as a rule names it. */
export type Target = {
  readonly kind: 'include' | 'exclude' | 'count'
  /** The variable's name in its registered spelling. */
  readonly name: ByteString
  /** The name in the spelling of the rule. */
  readonly written: ByteString
  readonly variable: Variable
  readonly selector: Selector | undefined
  /** As it stands in the rule, for texts and for updates. */
  readonly text: ByteString
}

/** The targets of an element: one object for all elements of a rule set that have the same. */
export type TargetList = {
  readonly all: readonly Target[]
  /** Place of what they stand for in a transaction. */
  readonly index: number
  /** A number that is another one when what they stand for may have changed: NaN, which nothing equals, where that cannot be told. */
  readonly version: (tx: Transaction) => number
}

/** What a list of targets stands for in a transaction. */
export type Looked = {
  readonly version: number
  readonly candidates: readonly Candidate[]
  /** Of those with one value the first. */
  readonly distinct: readonly Candidate[]
  /** What operators see of these, by the index of the chain of transformations: */
  readonly results: (readonly ByteString[] | undefined)[]
  /** and with multiMatch. */
  readonly changes: (readonly ByteString[] | undefined)[]
}

/** An entry with the target that brought it. */
export type FoundEntry = { readonly target: Target; readonly entry: Entry }

/** What a rule tests. */
export type Candidate = FoundEntry & {
  /** Its value with what is known of it, once that was transformed. */
  tested: TestedValue | undefined
}

/** What follows the colon: a key compared without regard to case, or a regex over keys. */
export type Selector = {
  readonly text: ByteString
  readonly matches: (key: ByteString) => boolean
  readonly isRegex: boolean
}

/** An operator bound to its argument. */
export type BoundOperator = {
  readonly name: ByteString
  readonly negated: boolean
  readonly argument: Template
  readonly test: Test
}

/** One SecRule, SecAction or SecRuleScript; a chain has several. */
export type RuleElement = {
  readonly targets: TargetList
  /** Absent for a script. */
  readonly operator: BoundOperator | undefined
  /** SecRuleScript, or `@inspectFile` of a Lua file. */
  readonly script: ScriptRunner | undefined
  /** `action` is a SecAction: v2 words its match differently. */
  readonly isAction: boolean
  readonly transformations: TransformationChain
  readonly capture: boolean
  /**
   * What of a value is tested: what all transformations make of it, or with multiMatch the value as it is and after each
   * transformation that says it changes it.
   */
  readonly tests: 'result' | 'each-change' | 'nothing'
  /** What runs with each match of a value, in the order written. */
  readonly effects: readonly Effect[]
  /** What runs once, when the whole rule has matched; those of the last element first. */
  readonly closingEffects: readonly Effect[]
  readonly xmlNamespaces: Readonly<Record<string, string>>
  /** This element's own tags, defaults first; exclusions by tag look at them. */
  readonly tags: readonly Template[]
  readonly id: number | undefined
  readonly msg: Template | undefined
  readonly source: ElementSource
}

/** What the configuration says of an element, for logs that print rules. */
export type ElementSource = {
  readonly file: string
  /** Last physical line in v2, first in v3. */
  readonly line: number
  /** It says `chain`. */
  readonly isChained: boolean
  /** The element as mod_security2 prints it, defaults included. */
  readonly text: () => ByteString
}

/** A rule: one element, or a chain that matches when all do. Immutable once loaded. */
export type Rule = {
  readonly id: number | undefined
  readonly idText: ByteString
  readonly phase: number
  readonly elements: readonly RuleElement[]
  /** The last element says `chain` and no rule follows: never matches as a whole. */
  readonly isOpen: boolean
  /** It is open, and the rule that follows in the phase goes on with it: where it does not match, that one is skipped. */
  readonly takesNext: boolean
  readonly msg: Template | undefined
  readonly logdata: Template | undefined
  readonly severity: number | undefined
  readonly rev: ByteString | undefined
  readonly ver: ByteString | undefined
  readonly maturity: ByteString | undefined
  readonly accuracy: ByteString | undefined
  readonly tags: readonly Template[]
  /** A text that its matches are logged with asks for RULE: it is expanded whether the match is logged or not. */
  readonly namesRule: boolean
  readonly intercept: Intercept | undefined
  readonly status: number
  readonly log: boolean
  readonly auditLog: boolean
  readonly skip: number
  readonly skipAfter: ByteString | undefined
  /** As mod_security2 names it in log lines. */
  readonly file: string
  /** Last physical line of the starter in v2, first in v3. */
  readonly line: number
}

/**
 * A place in a phase's list: a rule, a marker that skipAfter finds (SecMarker's, or the id of the rule before it where
 * the engine finds those), or what is left of a chain whose id a skipAfter names: v2 goes on behind the chain's first
 * element, so the tail runs then, and only then.
 */
export type Step = { readonly rule: Rule } | { readonly marker: ByteString } | { readonly tail: Rule }
