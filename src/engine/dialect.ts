import type { DialectName } from '../parts.ts'

/** What differs between mod_security2 (`v2`) and libmodsecurity (`v3`), one switch a difference. */
export type Dialect = {
  readonly name: DialectName
  /** MODSEC_BUILD. */
  readonly build: string
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
  /** v2 takes elements of a chain out on their own, and not by the id of their chain; v3 the chain only. */
  readonly chainElements: 'on-their-own' | 'with-the-chain'
  /** v3's skipAfter goes on over the end of a phase. */
  readonly skipAfter: 'within-phase' | 'across-phases'
  /** v2 answers 500 for a body that is broken at its end (issue 3315), v3 lets rules decide. */
  readonly brokenBody: 'answers-500' | 'sets-variables'
  /** In DetectionOnly, 2.9.7 answers 500 for such a body too, 2.9.8 and newer do not. */
  readonly brokenBodyInDetectionOnly: 'answers-500' | 'sets-variables'
  /** 2.9.7 escapes a pattern's own operators once macros are expanded (`log_escape_re`), 2.9.8 and newer do not. */
  readonly patternsWithMacros: 'escaped' | 'as-written'
  /** 2.9.7 repeats the client's address in each line, 2.9.8 and newer do not (pull request 3192). */
  readonly clientField: 'twice' | 'once'
  /** Updates of targets that do not parse or have nothing to replace: 2.9.7 passes over them, 2.9.8 refuses. */
  readonly badTargetUpdates: 'ignored' | 'refused'
  /** Phases 3 and 4 run for what the engine answers by itself because of the request's body (seen on 2.9.7). */
  readonly ownAnswers: 'inspected' | 'not-inspected'
  /** v2 records the line on which a directive ends, v3 the one on which it starts. */
  readonly line: 'last' | 'first'
  /** v2's `&ARGS:x` is named ARGS, v3's ARGS:x. */
  readonly countNames: 'collection' | 'with-selector'
  /** v2 never records severity 0 in HIGHEST_SEVERITY. */
  readonly highestSeverity: 'from-one' | 'from-zero'
}

/** mod_security2 2.9.8–2.9.13. */
const v2: Dialect = {
  name: 'v2',
  build: '020913900',
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
  chainElements: 'on-their-own',
  skipAfter: 'within-phase',
  ownAnswers: 'inspected',
  brokenBody: 'answers-500',
  brokenBodyInDetectionOnly: 'sets-variables',
  patternsWithMacros: 'as-written',
  clientField: 'once',
  badTargetUpdates: 'refused',
  line: 'last',
  countNames: 'collection',
  highestSeverity: 'from-one',
}

/** mod_security2 2.9.7, as Debian 12 has it. */
const v2_9_7: Dialect = {
  ...v2,
  build: '020907900',
  brokenBodyInDetectionOnly: 'answers-500',
  patternsWithMacros: 'escaped',
  clientField: 'twice',
  badTargetUpdates: 'ignored',
}

/** libmodsecurity 3.0.14. */
const v3: Dialect = {
  name: 'v3',
  build: '030001400',
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
  chainElements: 'with-the-chain',
  skipAfter: 'across-phases',
  ownAnswers: 'not-inspected',
  brokenBody: 'sets-variables',
  brokenBodyInDetectionOnly: 'sets-variables',
  patternsWithMacros: 'as-written',
  clientField: 'once',
  badTargetUpdates: 'ignored',
  line: 'first',
  countNames: 'with-selector',
  highestSeverity: 'from-zero',
}

/** The dialects by name; `v2` and `v3` are the newest release that is known. */
export const DIALECTS = { v2, 'v2.9.7': v2_9_7, v3 } satisfies Readonly<Record<string, Dialect>>
