import { retold } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import { compileRegex } from '../regex/translate.ts'
import { bad, one, permissions, text, unrecognised, word } from './setting.ts'

export const SecAuditEngine: Directive = word(
  ['SecAuditEngine', 'On, Off or RelevantOnly to determine the level of audit logging'],
  ['On', 'Off', 'RelevantOnly'],
  (settings, engine) => {
    settings.auditEngine = engine
  },
  unrecognised,
)
export const SecAuditLogParts: Directive = one(
  ['SecAuditLogParts', 'list of audit log parts that go into the log.'],
  (given, { settings }) => {
    if (!/^[A-KZ]+$/.test(given)) {
      const refusal = () => `Invalid parts specification for SecAuditLogParts: ${given}`
      throw bad('SecAuditLogParts', given, 'the letters A–K and Z', refusal)
    }
    settings.auditLogParts = given
  },
)
export const SecAuditLogRelevantStatus: Directive = one(
  [
    'SecAuditLogRelevantStatus',
    'regular expression that will be used to determine if the response status is relevant for audit logging',
  ],
  (pattern, { settings }) => {
    retold(
      () => compileRegex(pattern, { dotAll: true, multiline: false, caseless: false, dollarEndOnly: false }),
      () => ({ engineText: `ModSecurity: Invalid regular expression: ${pattern}`, at: undefined }),
    )
    settings.auditLogRelevantStatus = pattern
  },
)
export const SecAuditLogFormat: Directive = word(
  ['SecAuditLogFormat', 'whether to emit audit log data in native format or JSON'],
  ['Native', 'JSON'],
  (settings, format) => {
    settings.auditLogFormat = format
  },
  unrecognised,
)

/** Where and how the real engine stores the audit log: accepted, because it changes no decision. */
export const SecAuditLogType: Directive = word(
  ['SecAuditLogType', 'whether to use the old audit log format (Serial) or new (Concurrent)'],
  ['Serial', 'Concurrent'],
  () => {},
  unrecognised,
)
export const SecAuditLog: Directive = text(['SecAuditLog', 'filename of the primary audit log file'], () => {})
export const SecAuditLog2: Directive = text(['SecAuditLog2', 'filename of the secondary audit log file'], () => {})
export const SecAuditLogStorageDir: Directive = text(
  ['SecAuditLogStorageDir', 'path to the audit log storage area; absolute, or relative to the root of the server'],
  () => {},
)
export const SecAuditLogDirMode: Directive = permissions([
  'SecAuditLogDirMode',
  'octal permissions mode for concurrent audit log directories',
])
export const SecAuditLogFileMode: Directive = permissions([
  'SecAuditLogFileMode',
  'octal permissions mode for concurrent audit log files',
])
