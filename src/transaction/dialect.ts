import type { ByteString } from '../bytes.ts'
import type { Header } from '../http/message.ts'
import type { LuaDialect } from '../lua/dialect.ts'
import type { RegexOptions } from '../regex/parse.ts'
import type { TextMatcher } from '../regex/text-matcher.ts'
import type { Registry } from '../registry.ts'
import type { BodyFault, WebServer } from '../servers/server.ts'
import type { Transformation } from '../values.ts'
import type { Audit } from './audit.ts'
import type { Observer } from './events.ts'
import type { BodyProcessor, Operator, Variable } from './parts.ts'
import type { FoundEntry, Rule, RuleElement } from './rule.ts'
import type { RuleSet } from './rule-set.ts'
import type { Transaction } from './transaction.ts'

/**
 * All that differs between engines and their releases, in groups; one object an engine stands in `src/dialects/`. The
 * loader adds its own group, `reader`.
 */
export type Dialect = {
  /** MODSEC_BUILD. */
  readonly build: string
  readonly rules: Rules
  readonly decide: Decide
  readonly variables: Variables
  readonly transformations: Transformations
  readonly operators: Operators
  readonly bodies: Bodies
  /** The web server that it runs in. */
  readonly server: WebServer
  readonly logs: Logs
  /** What scripts get and what is made of them. */
  readonly lua: LuaDialect
}

/** How rules run. */
export type Rules = {
  /** How often a rule that matches alerts and decides. */
  readonly alerts: 'per-match' | 'per-rule'
  /** When an element's actions run, setvar apart in v3. */
  readonly effects: 'per-match' | 'setvar-per-match'
  /** What a relative setvar comes to, from the sum. */
  readonly counted: (sum: number) => number
  /** What a capturing match does to the groups of the match before. */
  readonly captures: 'reset' | 'keep'
  /** Which targets of its rule `!ARGS:x` concerns: those before it, or all. */
  readonly exclusions: 'in-order' | 'anywhere'
  /** How the tags and messages that exclusions name are found. */
  readonly exclusionTexts: TextMatcher
  /** Whether case counts in the selector of ctl:ruleRemoveTarget*. */
  readonly targetExclusions: 'ignoring-case' | 'exact'
  /** How elements of a chain are taken out. */
  readonly chainElements: 'on-their-own' | 'with-the-chain'
  /** Where a skipAfter ends whose label does not come. */
  readonly skipAfter: 'within-phase' | 'across-phases'
  /** What multiMatch tests where there are no transformations. */
  readonly loneMultiMatch?: 'tests-nothing'
  /** Targets that ctl takes by tag out of elements without an id, that is of chains. */
  readonly targetsWithoutId?: 'kept'
  /** The severities that HIGHEST_SEVERITY takes. */
  readonly highestSeverity: 'from-one' | 'from-zero'
}

/** What is done to a request. */
export type Decide = {
  /** Whether phases 3 and 4 see what the engine answers by itself to a body. */
  readonly ownAnswers: 'inspected' | 'not-inspected'
  /** What a disruptive action does in phase 5, where it comes too late. */
  readonly inLogging: 'warns' | 'ends-phase'
  /** What MATCHED_VARS has when a match is logged that ends the phase. */
  readonly matchesOfInterception: 'forgotten' | 'kept'
}

/** What variables hold and how they are named. */
export type Variables = {
  readonly registry: Registry<Variable>
  /** Headers as rules see them. */
  readonly headers: (sent: readonly Header[]) => readonly Header[]
  /** The name of an entry that a rule tests, as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
  readonly fullName: (found: FoundEntry) => ByteString
}

/** What transformations do. */
export type Transformations = {
  /** Those that the engine has, as it has them. */
  readonly registry: Registry<Transformation>
}

/** What operators do. */
export type Operators = {
  readonly registry: Registry<Operator>
  /** Which libinjection is built in. */
  readonly libinjection: '3.9.2' | '4.0.0'
  /** What the log has of an SQL injection. */
  readonly sqliReason: 'with-fingerprint' | 'without'
  /** What detectXSS captures of the value, where not all (`set_match_to_tx_safe`). */
  readonly xssCapture?: (value: ByteString) => ByteString
  /** How a pattern of rx is compiled. */
  readonly patterns: RegexOptions
  /** What becomes of a pattern once its macros are expanded (`log_escape_re`). */
  readonly expandedPattern?: (pattern: ByteString) => ByteString
  /** What rx captures of a match's groups, the whole match first. */
  readonly rxCaptures: (groups: readonly (ByteString | undefined)[]) => readonly ByteString[] | undefined
  /** How often verifyCC and its like capture the whole match. */
  readonly verifiedCaptures: 'one' | 'one-a-group'
  /** What verifyCC and its like say where the pattern comes to the limit of its work. */
  readonly verifiedLimit: 'failure' | 'no-match'
  /** The number that a text of eq, ge, gt, le, lt begins with. */
  readonly integer: (text: ByteString) => number
  /** The phrases of pm's argument. Throws a PartError where there has to be one. */
  readonly phrases: (argument: ByteString) => readonly ByteString[]
  /** The files that pmFromFile's argument names. */
  readonly phraseFiles: (argument: ByteString) => readonly ByteString[]
  /** The phrases of such a file. */
  readonly filePhrases: (text: ByteString) => readonly ByteString[]
  /** `1.2.3.4/32` in ipMatch. */
  readonly hostPrefixes: 'refused' | 'accepted'
  /** What ipMatch makes of a value that is no address. */
  readonly badAddresses: 'failure' | 'no-match'
}

/** How bodies are read. */
export type Bodies = {
  /** By name; here alone case counts (msc_reqbody.c). */
  readonly processors: ReadonlyMap<string, BodyProcessor>
  /**
   * How a body is read before phase 2. Gives its fault where reading comes to it; what is wrong with the body is answered or
   * told to rules.
   */
  readonly read: (
    tx: Transaction,
    fault: BodyFault | undefined,
  ) => Generator<Promise<unknown>, BodyFault | undefined, unknown>
  /** What becomes of more arguments than SecArgumentsLimit. */
  readonly tooManyArguments: 'reported' | 'left-out'
  /** When a body is too long for SecRequestBodyNoFilesLimit. */
  readonly noFilesLimit: 'exceeded' | 'reached'
}

/** What logs say. */
export type Logs = {
  /** An observer that writes the lines of the error log, without line ends. */
  readonly error: (write: (line: ByteString) => void) => Observer
  /** What WEBSERVER_ERROR_LOG has: an observer that writes its entries. Absent where there is no such variable. */
  readonly errorItems?: (write: (item: ByteString) => void) => Observer
  /** The audit log of a rule set: gives what is needed for each transaction. Absent where there is none. */
  readonly audit?: (ruleSet: RuleSet) => () => Audit
  /** The logs that `noauditlog` keeps a rule out of (src/actions/no_audit_log.cc, 3.0.13). */
  readonly noauditlog: 'audit-log' | 'both-logs'
  /** What is said of a rule that could not be run, by the place in its chain of the element that failed. */
  readonly failedRule?: (rule: Rule, at: number) => ByteString
  /** What is said of an element whose pattern has come to the limit of its work. */
  readonly patternLimit?: (element: RuleElement) => ByteString
  /** Whether a message about a bad ctl names that. */
  readonly ctlMessages?: 'unnamed'
}
