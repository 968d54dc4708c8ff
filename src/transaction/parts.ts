import type { ByteString } from '../bytes.ts'
import type { ErrorCode } from '../error-codes.ts'
import type { BodyResult, Entry } from '../values.ts'
import type { Dialect } from './dialect.ts'
import type { Limits } from './limits.ts'
import type { Transaction } from './transaction.ts'

/** Text of a rule file that may hold macros (`%{tx.a}`), split once at load. */
export type Template = {
  /** As written in the rule file, after unquoting. */
  readonly text: ByteString
  readonly hasMacros: boolean
  /** The text with its macros resolved now; `text` itself when it has none. */
  readonly expand: (tx: Transaction) => ByteString
}

/** What a part may ask of its surroundings while a rule is loaded. */
export type LoadContext = {
  readonly dialect: Dialect
  readonly limits: Limits
  /** The configuration file that holds the rule. */
  readonly file: string
  /** Reads a file named by a rule, relative to the directory of `file`. Throws a PartError when it cannot. */
  readonly readFile: (path: ByteString) => ByteString
  /** Says by name that something is read and has no effect here. */
  readonly notice: (code: ErrorCode, message: string) => void
}

/** An operator's yes. */
export type Hit = {
  /**
   * The phrase that v2's error log prints, whole, e.g. `Pattern match "x" at ARGS:a.`; `name` is the entry's full
   * name. Called only when somebody reads the log.
   */
  readonly reason: (name: ByteString) => ByteString
  /** What `capture` stores in TX:0, TX:1, …; a group that took no part is the empty string. */
  readonly captures?: readonly ByteString[]
  /** Only TX:0 is stored, higher numbers keep what an earlier match left (v2's detectSQLi and detectXSS). */
  readonly keepsOtherCaptures?: true
}

/**
 * An operator that could not do its work; v2 logs the lines (level 1, without metadata) and skips the rule. With
 * `counts` the lines are logged and the rule goes on as after no match (geoLookup without a database).
 */
export type OperatorFailure = { readonly failure: readonly ByteString[]; readonly counts?: 'no match' }

/** An operator that has come to a limit of work, named as in `Limits`: no match, and the engine says why. */
export type OperatorLimit = { readonly limit: 'regexSteps' }

/** What an operator says of a value. */
export type TestResult = Hit | OperatorFailure | OperatorLimit | undefined

/** An operator bound to its argument, run per value. Of the transaction it reads nothing but what macros of its argument name. */
export type Test = (value: ByteString, tx: Transaction) => TestResult

/** What `@` names: run once at load with the argument; throws a PartError for a bad one. */
export type Operator = (argument: Template, context: LoadContext) => Test

/** What a body processor needs to know besides the body. */
export type BodyContext = {
  /** Octets of each read in which the body came. */
  readonly reads: readonly number[]
  /** The request's Content-Type header, if any. */
  readonly contentType: ByteString | undefined
  /** How many more arguments may be added (SecArgumentsLimit less those of the query string). */
  readonly argumentsLeft: number
  /** SecArgumentsLimit. */
  readonly argumentsLimit: number
  /** Whether arguments over the limit are an error of the body or only left out. */
  readonly tooManyArguments: 'reported' | 'left-out'
  readonly argumentSeparator: ByteString
  readonly jsonDepthLimit: number
  readonly uploadFileLimit: number
  readonly xmlExternalEntity: boolean
  readonly xmlIntoArgs: 'On' | 'Off' | 'OnlyArgs'
}

/** What `requestBodyProcessor` names: a pure function of the body. It may have to load its parser first. */
export type BodyProcessor = (body: ByteString, context: BodyContext) => BodyResult | Promise<BodyResult>

/** Makes a body processor of what an engine has of its own in it. */
export type ProcessorOf<Reading> = (reading: Reading) => BodyProcessor

/** What a target names: where its values come from. */
export type Variable = {
  /** Whether a selector (`ARGS:x`) is refused, allowed or required. */
  readonly selector: 'none' | 'optional' | 'required'
  /** A selector has to be a name: a pattern is refused, and what reads the variable without one asks for its entries. */
  readonly isNamed?: true
  /** A selector is taken and changes nothing. */
  readonly ignoresSelector?: true
  /** A collection may be counted with `&`; a scalar may not. */
  readonly kind: 'scalar' | 'collection'
  /** A collection whose entries have no names of their own, so that no exclusion finds one by its selector. */
  readonly namesEntries?: false
  /** The phase from which on it can have any entries. */
  readonly fromPhase?: number
  /** Why it never has any here. */
  readonly absentBecause?: string
  /** The entries' keys are their full names (MATCHED_VARS). */
  readonly ownNames?: true
  /** A number that grows when its entries may have changed; absent, or NaN, where that cannot be told. */
  readonly version?: (tx: Transaction) => number
  /** All values, in the order the engine sees them. The same array as long as the transaction has not changed. */
  readonly entries: (tx: Transaction) => readonly Entry[]
  /** Values for a selector, where comparing keys without regard to case is not the way (XPath, environment). */
  readonly select?: (
    tx: Transaction,
    selector: ByteString,
    namespaces: Readonly<Record<string, string>>,
  ) => readonly Entry[]
}

/** What a rule does besides deciding. May be asynchronous for scripts only. */
export type Effect = (tx: Transaction, match: EffectContext) => void | Promise<void>

/** What an effect may ask of the rule that runs it. */
export type EffectContext = { readonly ruleId: number | undefined }

/** v2's three groups of actions that replace each other, and the rest. */
export type ActionGroup = 'disruptive' | 'log' | 'auditlog' | 'none'

/** What a rule's action list is made of. */
export type Action = {
  readonly group: ActionGroup
  /** Whether a later use replaces an earlier one (`one`) or stands beside it. */
  readonly cardinality: 'one' | 'many'
  readonly parameter: 'none' | 'optional' | 'required'
  /** `t` alone takes a parameter that begins with + or -. */
  readonly signed?: boolean
  /** It says something of the whole rule: mod_security2 leaves it out where it prints an element that follows. */
  readonly ofWholeRule?: true
  /** What each use adds to its element; the loader collects them in order. */
  readonly adds?: 'tag' | 'transformation'
  /** It changes a variable, which every engine does with each match, whatever it does with other effects. */
  readonly setsVariable?: true
  /** It stands for the disruptive action of the default list. */
  readonly asDefault?: true
  /** Checks the parameter and notes what it means in the draft; returns what to run when it matches, if anything. */
  readonly load: (parameter: Template, draft: RuleDraft, context: ActionContext) => Effect | undefined
}

/** What an action may ask of the loader. */
export type ActionContext = LoadContext & {
  readonly template: (text: ByteString) => Template
  /** A Lua script to run for its effects. Throws a PartError when it does not compile. */
  readonly script: (path: ByteString) => Effect
}

/** What the actions of a rule have said so far; fields not said are absent. */
export type RuleDraft = {
  id?: ByteString
  phase?: number
  msg?: Template
  logdata?: Template
  rev?: ByteString
  ver?: ByteString
  severity?: number
  maturity?: ByteString
  accuracy?: ByteString
  /** The disruptive action said last; `block` leaves it alone. */
  intercept?: Intercept
  status?: number
  pauseMs?: Template
  chain?: boolean
  skip?: number
  skipAfter?: ByteString
  log?: boolean
  auditLog?: boolean
  capture?: boolean
  multiMatch?: boolean
  xmlNamespaces?: Record<string, string>
}

/** What an intercepting rule does to the transaction. */
export type Intercept =
  | { readonly action: 'pass' | 'deny' | 'drop' | 'pause' }
  | { readonly action: 'allow'; readonly scope: 'all' | 'phase' | 'request' }
  | { readonly action: 'redirect' | 'proxy'; readonly to: Template }
