import type { ByteString } from '../bytes.ts'
import type { Header } from '../http/message.ts'
import type { LuaDialect } from '../lua/dialect.ts'
import type { RegexOptions } from '../regex/parse.ts'
import type { TextMatcher } from '../regex/text-matcher.ts'
import type { Registry } from '../registry.ts'
import type { WebServer } from '../servers/server.ts'
import type { Transformation } from '../values.ts'
import type { Audit } from './audit.ts'
import type { Observer } from './events.ts'
import type { BodyProcessor, Operator, Variable } from './parts.ts'
import type { Candidate, Rule, RuleElement } from './rule.ts'
import type { RuleSet } from './rule-set.ts'

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
  /** v2 writes one alert per matching entry, v3 one per rule. */
  readonly alerts: 'per-match' | 'per-rule'
  /** v2 runs all effects of an element as it matches; v3 only setvar, the rest when the chain has matched. */
  readonly effects: 'per-match' | 'setvar-per-match'
  /** What a relative setvar comes to, from the sum: in v2 never less than zero. */
  readonly counted: (sum: number) => number
  /** v2 unsets TX:0–9 on a capturing match, v3 leaves groups that took no part. */
  readonly captures: 'reset' | 'keep'
  /** v2 removes what stands before the exclusion, v3 excludes wherever it stands. */
  readonly exclusions: 'in-order' | 'anywhere'
  /** How the tags and messages that exclusions name are found: in v2 by a regex, in v3 by equality. */
  readonly exclusionTexts: TextMatcher
  /** v2 compares the selector of ctl:ruleRemoveTarget* without regard to case. */
  readonly targetExclusions: 'ignoring-case' | 'exact'
  /** v2 takes elements of a chain out on their own, and not by the id of their chain; v3 the chain only. */
  readonly chainElements: 'on-their-own' | 'with-the-chain'
  /** v3's skipAfter goes on over the end of a phase. */
  readonly skipAfter: 'within-phase' | 'across-phases'
  /** multiMatch without transformations: 2.9.7 tests nothing, not even the value as it is. */
  readonly loneMultiMatch?: 'tests-nothing'
  /** 2.9.7 takes no targets out of elements without an id, that is of chains, by tag. */
  readonly targetsWithoutId?: 'kept'
  /** v2 never records severity 0 in HIGHEST_SEVERITY. */
  readonly highestSeverity: 'from-one' | 'from-zero'
}

/** What is done to a request. */
export type Decide = {
  /** Phases 3 and 4 run for what the engine answers by itself because of the request's body (seen on 2.9.7). */
  readonly ownAnswers: 'inspected' | 'not-inspected'
  /** What a disruptive action does in phase 5, where it comes too late: in v3 it ends the phase, without a line. */
  readonly inLogging: 'warns' | 'ends-phase'
}

/** What variables hold and how they are named. */
export type Variables = {
  readonly registry: Registry<Variable>
  /** Headers as rules see them: v2 joins repeated ones. */
  readonly headers: (sent: readonly Header[]) => readonly Header[]
  /** The name of an entry that a rule tests, as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
  readonly fullName: (candidate: Candidate) => ByteString
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
  /** Whether detectSQLi says the fingerprint in the log. */
  readonly sqliReason: 'with-fingerprint' | 'without'
  /** What detectXSS captures of the value: up to 2.9.12 what stands before its first NUL (`set_match_to_tx_safe`). */
  readonly xssCapture?: (value: ByteString) => ByteString
  /** How a pattern of rx is compiled: `.` takes a line feed; lines count in v3 only. */
  readonly patterns: RegexOptions
  /** What becomes of a pattern once its macros are expanded: 2.9.7 escapes its own operators (`log_escape_re`). */
  readonly expandedPattern?: (pattern: ByteString) => ByteString
  /** What rx captures of a match's groups, the whole match first. */
  readonly rxCaptures: (groups: readonly (ByteString | undefined)[]) => readonly ByteString[] | undefined
  /** What verifyCC and its like capture: the whole match, in v2 once more for each group. */
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
  /** `1.2.3.4/32` in ipMatch: v2 refuses it, v3 takes it. */
  readonly hostPrefixes: 'refused' | 'accepted'
  /** A value that is no address: in v2 ipMatch fails, in v3 it does not match. */
  readonly badAddresses: 'failure' | 'no-match'
}

/** How bodies are read. */
export type Bodies = {
  /** By name; here alone case counts (msc_reqbody.c). */
  readonly processors: ReadonlyMap<string, BodyProcessor>
  /** v2 assembles REQUEST_BODY for URLENCODED or when forced, v3 always. */
  readonly requestBody: 'urlencoded-only' | 'always'
  /** More arguments than SecArgumentsLimit, in the query string too: v2 says so in REQBODY_ERROR, v3 leaves them out. */
  readonly tooManyArguments: 'reported' | 'left-out'
  /** v2 answers 500 for a body that is broken at its end (issue 3315), v3 lets rules decide. */
  readonly brokenBody: 'answers-500' | 'sets-variables'
  /** A body whose rest the server cannot read: v2 has looked at its beginning, v3 sees nothing of it. */
  readonly cutOffBody: 'seen' | 'unseen'
  /** When a body is too long for SecRequestBodyNoFilesLimit: above it, in 2.9.7 at it. */
  readonly noFilesLimit: 'exceeded' | 'reached'
  /** What becomes of it: v2 answers 413, v3 says so in REQBODY_ERROR. */
  readonly overNoFilesLimit: 'answers-413' | 'sets-variables'
}

/** What logs say. */
export type Logs = {
  /** An observer that writes the lines of the error log, without line ends. */
  readonly error: (write: (line: ByteString) => void) => Observer
  /** The audit log of a rule set: gives what is needed for each transaction. Absent where there is none. */
  readonly audit?: (ruleSet: RuleSet) => () => Audit
  /** The logs that `noauditlog` keeps a rule out of: in v3 both (src/actions/no_audit_log.cc, 3.0.13). */
  readonly noauditlog: 'audit-log' | 'both-logs'
  /** What is said of a rule that could not be run, by the place in its chain of the element that failed. */
  readonly failedRule?: (rule: Rule, at: number) => ByteString
  /** What is said of an element whose pattern has come to the limit of its work; v3 says it in its debug log only. */
  readonly patternLimit?: (element: RuleElement) => ByteString
  /** 2.9.7 does not name the bad ctl that a message is about. */
  readonly ctlMessages?: 'unnamed'
}
