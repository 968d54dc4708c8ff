import { countedFromZero } from '../actions/set-variable.ts'
import { atoi } from '../bytes.ts'
import { failedByPlace } from '../engine/failed-rule.ts'
import { patternLimitLine } from '../engine/limits.ts'
import { readInPieces } from '../engine/request-body/read-in-pieces.ts'
import { mergedHeaders } from '../http/headers.ts'
import { oneList, phaseOfList } from '../loading/default-actions.ts'
import { labelOfAction } from '../loading/marker-label.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { inHttpdsWords } from '../loading/refusal-words.ts'
import { httpdSections } from '../loading/sections.ts'
import { apacheErrorLog } from '../logging/apache-error-log.ts'
import { auditLog } from '../logging/audit-log.ts'
import { errorItems } from '../logging/error-items.ts'
import { MOD_SECURITY2 } from '../lua/m/mod-security2.ts'
import * as allOperators from '../operators/index.ts'
import { apartByWhiteSpace, linesInNotation, phrasesInPlace } from '../operators/phrase-list.ts'
import { upToFifteen } from '../operators/rx-captures.ts'
import { matchedByRegex } from '../regex/text-matcher.ts'
import { Registry } from '../registry.ts'
import { idRanges } from '../seclang/id-ranges.ts'
import { itemsWithStrictQuotes } from '../seclang/item-list.ts'
import { unescapedWords } from '../seclang/words.ts'
import { httpd } from '../servers/httpd/httpd.ts'
import { escapedFullName } from '../variables/full-name.ts'
import * as actions from './actions.ts'
import * as bodies from './bodies.ts'
import * as directives from './directives.ts'
import * as checks from './never-works.ts'
import * as transformations from './transformations.ts'
import * as variables from './variables.ts'

const { rxGlobal, verifySVNR, ...operators } = allOperators

const log = { client: 'once', errorLogCall: 286, matchedRules: 'together' } as const

/** mod_security2 2.9.13 on Apache httpd. */
export const v2: ReadableDialect = {
  build: '020913900',
  reader: {
    actions: new Registry(actions.ofModSecurity2),
    directives: new Registry(directives.ofModSecurity2),
    sections: httpdSections,
    words: unescapedWords,
    items: itemsWithStrictQuotes,
    line: 'lastLine',
    countedScalars: 'refused',
    missingSelectors: 'refused',
    needsId: ['rule', 'action'],
    defaultLists: oneList,
    defaultPhase: phaseOfList,
    disruptionInLogging: 'refused',
    markerLabel: labelOfAction,
    labels: 'markers-and-ids',
    changedRules: 'read-so-far',
    ids: idRanges,
    updatesBeforeRules: 'refused',
    refusal: inHttpdsWords,
    neverWorks: checks.ofModSecurity2,
    chainOfUpdate: 'untied',
    updatesOfScripts: 'deadly',
  },
  rules: {
    alerts: 'per-match',
    effects: 'per-match',
    counted: countedFromZero,
    captures: 'reset',
    exclusions: 'in-order',
    exclusionTexts: matchedByRegex,
    targetExclusions: 'ignoring-case',
    chainElements: 'on-their-own',
    skipAfter: 'within-phase',
    highestSeverity: 'from-one',
  },
  decide: {
    ownAnswers: 'inspected',
    inLogging: 'warns',
    matchesOfInterception: 'forgotten',
  },
  variables: {
    registry: new Registry(variables.ofModSecurity2),
    headers: mergedHeaders,
    fullName: escapedFullName,
  },
  transformations: { registry: new Registry(transformations.ofModSecurity2) },
  operators: {
    registry: new Registry(operators),
    libinjection: '4.0.0',
    sqliReason: 'with-fingerprint',
    patterns: { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true },
    rxCaptures: upToFifteen,
    verifiedCaptures: 'one-a-group',
    verifiedLimit: 'failure',
    integer: atoi,
    phrases: phrasesInPlace,
    phraseFiles: apartByWhiteSpace,
    filePhrases: linesInNotation,
    hostPrefixes: 'refused',
    badAddresses: 'failure',
  },
  bodies: {
    processors: new Map(Object.entries(bodies.ofModSecurity2)),
    read: readInPieces,
    tooManyArguments: 'reported',
    noFilesLimit: 'exceeded',
  },
  server: httpd,
  logs: {
    error: apacheErrorLog(log),
    errorItems: errorItems(log),
    audit: auditLog(log),
    noauditlog: 'audit-log',
    failedRule: failedByPlace,
    patternLimit: patternLimitLine,
  },
  lua: MOD_SECURITY2,
}
