import { type EvidenceOf, loading, observed, seenIn } from './evidence.ts'

const seen = seenIn('operators')

/** What operators do. */
export const operators: EvidenceOf<'operators'> = {
  registry: {
    differs:
      'libmodsecurity has rxGlobal and verifySVNR of its own. Its strmatch takes the argument as it stands, with macros; that of mod_security2 has the notation of pm. Its geoLookup is silent without a database.',
    cases: [
      seen('in mod_security2 strmatch has the notation of pm'),
      seen('in libmodsecurity strmatch takes its argument as it stands'),
      seen('libmodsecurity has operators of its own'),
      observed('load-errors', '@rxGlobal without a parameter'),
    ],
  },
  libinjection: {
    differs:
      'The newest releases have libinjection 4, which knows the events of HTML by name; mod_security2 2.9.7 and libmodsecurity 3.0.14 have 3.9.2, for which whatever begins with "on" is one.',
    cases: [
      seen('libinjection 4 knows events by name'),
      { suite: 'src/libinjection/edition.test.ts', name: 'xss of %j: 3.9.2 says %s, 4.0.0 says %s: %s' },
    ],
  },
  sqliReason: {
    differs: 'mod_security2 logs the fingerprint of an SQL injection, libmodsecurity only that it is one.',
    cases: [
      seen('mod_security2 logs the fingerprint of an SQL injection'),
      seen('libmodsecurity logs no fingerprint of an SQL injection', 'logs.error'),
    ],
  },
  xssCapture: {
    differs: 'detectXSS captures the value; before mod_security2 2.9.13 it ends at the first NUL.',
    cases: [seen('detectXSS captures its value as a whole')],
  },
  patterns: {
    differs:
      'In a pattern of rx `^` and `$` stand for the ends of the value in mod_security2, for those of any line in libmodsecurity; `$` before a last line feed matches in the latter only.',
    cases: [
      seen('in mod_security2 a caret is the beginning of the value'),
      seen('in libmodsecurity a caret is the beginning of any line'),
    ],
  },
  expandedPattern: {
    differs: 'What a macro brings into a pattern of rx is part of it; mod_security2 2.9.7 escapes it.',
    cases: [
      seen("a pattern's own operators work in what a macro brings"),
      observed('setvar-and-macros', 'macros in operator arguments'),
    ],
  },
  rxCaptures: {
    differs: 'mod_security2 captures nothing of a pattern of fifteen groups or more, libmodsecurity all.',
    cases: [
      seen('mod_security2 captures nothing of fifteen groups'),
      seen('libmodsecurity captures groups however many there are'),
      observed('actions', 'captures of many groups'),
    ],
  },
  verifiedCaptures: {
    differs:
      'verifyCC and its like capture the number once for each group of the pattern in mod_security2, once in libmodsecurity.',
    cases: [
      seen('mod_security2 captures a card number once for each group'),
      seen('libmodsecurity captures a card number once'),
    ],
  },
  verifiedLimit: {
    differs:
      'When the pattern of verifyCC and its like costs too much, the rule fails in mod_security2; in libmodsecurity it does not match.',
    cases: [
      seen('in mod_security2 a rule fails when the pattern of verifyCC costs too much'),
      seen('in libmodsecurity a pattern of verifyCC that costs too much does not match'),
    ],
  },
  integer: {
    differs: 'Of a number of more than 32 bits mod_security2 keeps the lowest 32; libmodsecurity takes it for 0.',
    cases: [
      seen('in mod_security2 a number of more than 32 bits loses those'),
      seen('in libmodsecurity a number of more than 32 bits is 0'),
    ],
  },
  phrases: {
    differs:
      'In the notation of pm, `|41 42|`, mod_security2 overlooks what is no digit. libmodsecurity takes such an argument as it stands, and accepts none at all.',
    cases: [
      seen("mod_security2 reads blanks between the digits of pm's notation"),
      seen('libmodsecurity takes notation with blanks for plain text'),
      observed('load-errors', '@pm without a parameter'),
    ],
  },
  phraseFiles: {
    differs: 'The files of pmFromFile stand apart by any white space in mod_security2, by blanks in libmodsecurity.',
    cases: [
      seen('in mod_security2 the names of phrase files may stand apart by tabs'),
      loading('v3', 'phrase files apart by a tab'),
    ],
  },
  filePhrases: {
    differs:
      'mod_security2 reads the notation of pm in phrase files, trims lines and passes over single characters; libmodsecurity takes lines as they are.',
    cases: [
      seen("mod_security2 reads pm's notation in files too"),
      seen('libmodsecurity takes the lines of a file as they are'),
    ],
  },
  hostPrefixes: {
    differs:
      'An address with a prefix of all its bits in ipMatch, as 192.0.2.1/32, is refused by mod_security2 at load.',
    cases: [
      loading('v2', 'an address with a prefix of all its bits'),
      seen('in libmodsecurity an address can have a prefix of all its bits'),
    ],
  },
  badAddresses: {
    differs:
      'At a value that is no address ipMatch fails in mod_security2, so that the rule does not match though it be negated; in libmodsecurity it does not match.',
    cases: [
      seen('in mod_security2 a rule fails at what is no address'),
      seen('in libmodsecurity what is no address does not match'),
    ],
  },
}
