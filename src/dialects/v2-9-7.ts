import { untilNul } from '../bytes.ts'
import { failedById } from '../engine/failed-rule.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { withoutReason } from '../loading/refusal-words.ts'
import { escapeLogRegex } from '../log-escape.ts'
import { apacheErrorLog } from '../logging/apache-error-log.ts'
import { auditLog } from '../logging/audit-log.ts'
import { errorItems } from '../logging/error-items.ts'
import { Registry } from '../registry.ts'
import { utf8toUnicode } from '../transformations/index.ts'
import * as actions from './actions.ts'
import { of2_9_7 } from './bodies.ts'
import * as directives from './directives.ts'
import { ofModSecurity2 } from './transformations.ts'
import { v2 } from './v2.ts'
import * as variables from './variables.ts'

const log = { client: 'twice', errorLogCall: 275, matchedRules: 'apart' } as const

/** mod_security2 2.9.7, as Debian 12 has it. */
export const v2_9_7: ReadableDialect = {
  ...v2,
  build: '020907900',
  reader: {
    ...v2.reader,
    actions: new Registry(actions.of2_9_7),
    directives: new Registry(directives.of2_9_7),
    refusal: withoutReason,
    badTargetUpdates: 'ignored',
  },
  rules: {
    ...v2.rules,
    loneMultiMatch: 'tests-nothing',
    targetsWithoutId: 'kept',
  },
  variables: { ...v2.variables, registry: new Registry(variables.of2_9_7) },
  transformations: { registry: new Registry({ ...ofModSecurity2, utf8toUnicode }) },
  operators: {
    ...v2.operators,
    libinjection: '3.9.2',
    xssCapture: untilNul,
    expandedPattern: escapeLogRegex,
  },
  bodies: {
    ...v2.bodies,
    processors: new Map(Object.entries(of2_9_7)),
    noFilesLimit: 'reached',
  },
  logs: {
    ...v2.logs,
    error: apacheErrorLog(log),
    errorItems: errorItems(log),
    audit: auditLog(log),
    failedRule: failedById,
    ctlMessages: 'unnamed',
  },
}
