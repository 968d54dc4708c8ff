import { type EvidenceOf, observed, seenIn } from './evidence.ts'

const seen = seenIn('logs')

/** What logs say. */
export const logs: EvidenceOf<'logs'> = {
  error: {
    differs:
      "mod_security2 writes what matched at which variable in the operator's own words; libmodsecurity writes operator, parameter, variable and value, has numbers for severities, and no line for a SecAction without a message. 2.9.7 names the client twice.",
    cases: [
      seen('mod_security2 writes what matched where, and severities by name'),
      seen('libmodsecurity writes operator, parameter and value, and severities by number'),
      { observed: 'src/logging/observed-audit-log.json', name: 'escapes, JSON, 2.9.7' },
    ],
  },
  errorItems: {
    differs:
      'In mod_security2 WEBSERVER_ERROR_LOG has what the error log got of the request so far, in every phase; libmodsecurity refuses rules that name the variable.',
    cases: [
      seen('in mod_security2 WEBSERVER_ERROR_LOG has the lines so far'),
      seen("in mod_security2 WEBSERVER_ERROR_LOG has the web server's own lines too"),
    ],
  },
  audit: {
    differs:
      'mod_security2 writes an audit log, in JSON or in sections; 2.9.7 has an empty line behind each rule of section K. That of libmodsecurity is not written by the emulator.',
    cases: [
      { observed: 'src/logging/observed-audit-log.json', name: 'chains, native' },
      { observed: 'src/logging/observed-audit-log.json', name: 'chains, native, 2.9.7' },
    ],
  },
  noauditlog: {
    differs:
      'noauditlog keeps a rule out of the audit log in mod_security2, out of the error log too in libmodsecurity.',
    cases: [
      seen('in mod_security2 noauditlog keeps a rule in the error log'),
      seen('in libmodsecurity noauditlog keeps a rule out of the error log too'),
    ],
  },
  failedRule: {
    differs:
      'mod_security2 logs a rule that could not be run, an element of a chain by its place, in 2.9.7 by the id that it does not have; libmodsecurity says nothing.',
    cases: [
      seen('mod_security2 writes that a rule could not be run'),
      seen('libmodsecurity writes nothing of a rule that could not be run', 'logs.error', 'operators.badAddresses'),
      observed('actions', 'rule failures are logged and the rule skipped'),
    ],
  },
  patternLimit: {
    differs:
      'mod_security2 writes of a pattern that it costs too much; libmodsecurity sets the variable TX:MSC_PCRE_LIMITS_EXCEEDED as well, and writes nothing.',
    cases: [
      seen('mod_security2 writes that a pattern costs too much'),
      seen('libmodsecurity writes nothing of a pattern that costs too much', 'logs.error'),
    ],
  },
  ctlMessages: {
    differs: 'A message about a bad ctl begins with its name; in mod_security2 2.9.7 it does not.',
    cases: [observed('ctl-and-exclusions', 'ctl:ruleRemoveTargetById without a target')],
  },
}
