import { countedWithSign } from '../actions/set-variable.ts'
import { stoi, unchanged } from '../bytes.ts'
import { readWhole } from '../engine/request-body/read-whole.ts'
import { firstPhase, listPerPhase } from '../loading/default-actions.ts'
import { bareLabel } from '../loading/marker-label.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { inLibmodsecuritysWords } from '../loading/refusal-words.ts'
import { noSections } from '../loading/sections.ts'
import { nginxErrorLog } from '../logging/nginx-error-log.ts'
import { LIBMODSECURITY } from '../lua/m/libmodsecurity.ts'
import * as operators from '../operators/index.ts'
import { silentGeoLookup } from '../operators/lookups.ts'
import { apartByBlank, checkedPhrases, plainLines } from '../operators/phrase-list.ts'
import { reported } from '../operators/rx-captures.ts'
import { containsText } from '../operators/str-match.ts'
import { sameText } from '../regex/text-matcher.ts'
import { Registry } from '../registry.ts'
import { checkedIdRanges } from '../seclang/id-ranges.ts'
import { itemsWithLooseQuotes } from '../seclang/item-list.ts'
import { verbatimWords } from '../seclang/words.ts'
import { nginx } from '../servers/nginx/nginx.ts'
import { plainFullName } from '../variables/full-name.ts'
import * as actions from './actions.ts'
import * as bodies from './bodies.ts'
import * as directives from './directives.ts'
import * as checks from './never-works.ts'
import * as transformations from './transformations.ts'
import * as variables from './variables.ts'

/** libmodsecurity 3.0.16 on nginx. */
export const v3: ReadableDialect = {
  build: '030016100',
  reader: {
    actions: new Registry(actions.ofLibmodsecurity),
    directives: new Registry(directives.ofLibmodsecurity),
    sections: noSections,
    words: verbatimWords,
    items: itemsWithLooseQuotes,
    line: 'firstLine',
    countedScalars: 'accepted',
    missingSelectors: 'accepted',
    needsId: ['rule'],
    defaultLists: listPerPhase,
    defaultPhase: firstPhase,
    disruptionInLogging: 'accepted',
    markerLabel: bareLabel,
    labels: 'markers',
    changedRules: 'all',
    ids: checkedIdRanges,
    updatesBeforeRules: 'accepted',
    refusal: inLibmodsecuritysWords,
    neverWorks: checks.ofLibmodsecurity,
    chainOfUpdate: 'kept',
    updatesOfScripts: 'harmless',
  },
  rules: {
    alerts: 'per-rule',
    effects: 'setvar-per-match',
    counted: countedWithSign,
    captures: 'keep',
    exclusions: 'anywhere',
    exclusionTexts: sameText,
    targetExclusions: 'exact',
    chainElements: 'with-the-chain',
    skipAfter: 'across-phases',
    highestSeverity: 'from-zero',
  },
  decide: {
    ownAnswers: 'not-inspected',
    inLogging: 'ends-phase',
    matchesOfInterception: 'kept',
  },
  variables: {
    registry: new Registry(variables.ofLibmodsecurity),
    headers: unchanged,
    fullName: plainFullName,
  },
  transformations: { registry: new Registry(transformations.ofLibmodsecurity) },
  operators: {
    registry: new Registry({ ...operators, geoLookup: silentGeoLookup, strmatch: containsText }),
    libinjection: '4.0.0',
    sqliReason: 'without',
    patterns: { dotAll: true, multiline: true, caseless: false, dollarEndOnly: false },
    rxCaptures: reported,
    verifiedCaptures: 'one',
    verifiedLimit: 'no-match',
    integer: stoi,
    phrases: checkedPhrases,
    phraseFiles: apartByBlank,
    filePhrases: plainLines,
    hostPrefixes: 'accepted',
    badAddresses: 'no-match',
  },
  bodies: {
    processors: new Map(Object.entries(bodies.ofLibmodsecurity)),
    read: readWhole,
    tooManyArguments: 'left-out',
    noFilesLimit: 'exceeded',
  },
  server: nginx,
  logs: {
    error: nginxErrorLog,
    noauditlog: 'both-logs',
  },
  lua: LIBMODSECURITY,
}
