import type { DialectName } from '../parts.ts'

/** What differs between mod_security2 (`v2`) and libmodsecurity (`v3`), one switch a difference. */
export type Dialect = {
  readonly name: DialectName
  /** Phase of a rule that names none: v2 from the default list, v3 always 1 (rule.h). */
  readonly defaultPhase: 'default-action' | 1
  /** v2 keeps one default action list, v3 one per phase (cmd_default_action; driver.cc). */
  readonly defaultActions: 'one' | 'per-phase'
  /** v2 writes one alert per matching entry, v3 one per rule. */
  readonly alerts: 'per-match' | 'per-rule'
  /** v2 runs all effects of an element as it matches; v3 only setvar, the rest when the chain has matched. */
  readonly effects: 'per-match' | 'setvar-per-match'
  /** v2 clamps relative setvar at zero. */
  readonly counters: 'from-zero' | 'signed'
  /** v2 unsets TX:0–9 on a capturing match, v3 leaves groups that took no part. */
  readonly captures: 'reset' | 'keep'
  /** v2 removes what stands before the exclusion, v3 excludes wherever it stands. */
  readonly exclusions: 'in-order' | 'anywhere'
  /** v2 assembles REQUEST_BODY for URLENCODED or when forced, v3 always. */
  readonly requestBody: 'urlencoded-only' | 'always'
  /** v2 joins repeated headers, v3 keeps them apart. */
  readonly repeatedHeaders: 'joined' | 'apart'
  /** v2 matches tags and messages of exclusions by regex, v3 by equality. */
  readonly tagExclusions: 'regex' | 'equal'
  /** v2 compares the selector of ctl:ruleRemoveTarget* without regard to case. */
  readonly targetExclusions: 'ignoring-case' | 'exact'
  /** v3's skipAfter goes on over the end of a phase. */
  readonly skipAfter: 'within-phase' | 'across-phases'
  /** v2 answers 500 for a body that is broken at its end (issue 3315), v3 lets rules decide. */
  readonly brokenBody: 'answers-500' | 'sets-variables'
  /** v2 records the line on which a directive ends, v3 the one on which it starts. */
  readonly line: 'last' | 'first'
  /** v2's `&ARGS:x` is named ARGS, v3's ARGS:x. */
  readonly countNames: 'collection' | 'with-selector'
  /** v2 never records severity 0 in HIGHEST_SEVERITY. */
  readonly highestSeverity: 'from-one' | 'from-zero'
}

const v2: Dialect = {
  name: 'v2',
  defaultPhase: 'default-action',
  defaultActions: 'one',
  alerts: 'per-match',
  effects: 'per-match',
  counters: 'from-zero',
  captures: 'reset',
  exclusions: 'in-order',
  requestBody: 'urlencoded-only',
  repeatedHeaders: 'joined',
  tagExclusions: 'regex',
  targetExclusions: 'ignoring-case',
  skipAfter: 'within-phase',
  brokenBody: 'answers-500',
  line: 'last',
  countNames: 'collection',
  highestSeverity: 'from-one',
}

const v3: Dialect = {
  name: 'v3',
  defaultPhase: 1,
  defaultActions: 'per-phase',
  alerts: 'per-rule',
  effects: 'setvar-per-match',
  counters: 'signed',
  captures: 'keep',
  exclusions: 'anywhere',
  requestBody: 'always',
  repeatedHeaders: 'apart',
  tagExclusions: 'equal',
  targetExclusions: 'exact',
  skipAfter: 'across-phases',
  brokenBody: 'sets-variables',
  line: 'first',
  countNames: 'with-selector',
  highestSeverity: 'from-zero',
}

/** The dialects by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { v2, v3 }
