import * as actions from '../actions/index.ts'
import * as processors from '../body-processors/index.ts'
import * as directives from '../directives/index.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { LIBMODSECURITY } from '../lua/m/libmodsecurity.ts'
import * as operators from '../operators/index.ts'
import { Registry } from '../registry.ts'
import { nginx } from '../servers/nginx/nginx.ts'
import * as variables from '../variables/index.ts'
import { ofLibmodsecurity } from './transformations.ts'

/** libmodsecurity on nginx. */
export const v3: ReadableDialect = {
  name: 'v3',
  build: '030014100',
  reader: {
    actions: new Registry(actions),
    directives: new Registry(directives),
    defaultPhase: 1,
    defaultActions: 'per-phase',
    line: 'first',
    patternErrors: 'with-reason',
    badTargetUpdates: 'ignored',
  },
  rules: {
    alerts: 'per-rule',
    effects: 'setvar-per-match',
    counters: 'signed',
    captures: 'keep',
    exclusions: 'anywhere',
    tagExclusions: 'equal',
    targetExclusions: 'exact',
    chainElements: 'with-the-chain',
    skipAfter: 'across-phases',
    loneMultiMatch: 'tests-once',
    targetsWithoutId: 'excluded',
    highestSeverity: 'from-zero',
  },
  decide: {
    ownAnswers: 'not-inspected',
  },
  variables: {
    registry: new Registry(variables),
    repeatedHeaders: 'apart',
    countNames: 'with-selector',
  },
  transformations: { registry: new Registry(ofLibmodsecurity) },
  operators: {
    registry: new Registry(operators),
    libinjection: '3.9.2',
    xssCapture: 'whole',
    patternsWithMacros: 'as-written',
  },
  bodies: {
    processors: new Map(Object.entries(processors)),
    requestBody: 'always',
    brokenBody: 'sets-variables',
    xmlFailure: 'Failed parsing document.',
    partHeaderNames: 'printable',
    noFilesLimit: 'reached',
    tooManyJsonKeys: 'cancelled',
  },
  server: nginx,
  logs: {
    clientField: 'once',
    errorLogCall: 286,
    auditedRules: 'together',
    failedElement: 'by-place',
    ctlMessages: 'named',
  },
  lua: LIBMODSECURITY,
}
