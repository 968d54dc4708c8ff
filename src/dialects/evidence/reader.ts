import { type EvidenceOf, loading, observed, seenIn } from './evidence.ts'

const seen = seenIn('reader')

/** How a configuration is read. */
export const reader: EvidenceOf<'reader'> = {
  directives: {
    differs:
      'libmodsecurity refuses directives of mod_security2, most of them as not supported, and IncludeOptional. 2.9.7 does not know SecParseXmlIntoArgs.',
    cases: [
      seen('mod_security2 has directives and actions of its own'),
      loading('v3', 'a directive that libmodsecurity does not support'),
      loading('v3', 'a directive that libmodsecurity does not know'),
      observed('xml-into-arguments', 'SecParseXmlIntoArgs On'),
    ],
  },
  actions: {
    differs:
      'libmodsecurity refuses append, prepend, pause, proxy, deprecatevar, and the sanitise actions; mod_security2 has them. 2.9.7 does not know ctl:parseXmlIntoArgs.',
    cases: [
      seen('mod_security2 has directives and actions of its own'),
      loading('v3', 'an action that libmodsecurity does not support'),
      observed('xml-into-arguments', 'XML into arguments: ctl On'),
    ],
  },
  sections: {
    differs:
      'mod_security2 reads sections with a condition (IfModule, IfDefine, IfFile …) as httpd does; libmodsecurity refuses all sections.',
    cases: [observed('sections', 'IfDefine, Define and UnDefine'), loading('v3', 'a section')],
  },
  words: {
    differs:
      'mod_security2 gets the words of a directive from httpd, a doubled backslash as one and single quotes around a word; libmodsecurity takes what stands between double quotes.',
    cases: [
      seen('in mod_security2 a doubled backslash in a word is one'),
      seen('in libmodsecurity a doubled backslash in a word stays'),
      observed('parsing', 'a doubled backslash and an escaped quote lose one backslash, others stay'),
    ],
  },
  items: {
    differs:
      'In a quoted value of an action list mod_security2 refuses a backslash that escapes nothing; libmodsecurity keeps it.',
    cases: [
      observed('load-errors', 'a bad escape in quotes'),
      seen('in libmodsecurity a backslash in quotes that escapes nothing stays'),
    ],
  },
  line: {
    differs: 'In logs a rule stands on the line where it ends in mod_security2, where it begins in libmodsecurity.',
    cases: [
      seen('in mod_security2 a rule stands on the line where it ends'),
      seen('in libmodsecurity a rule stands on the line where it begins'),
    ],
  },
  refusal: {
    differs:
      "Debian's mod_security2 2.9.7 has no words for why a pattern does not compile; libmodsecurity has words of its own, of which few are known.",
    cases: [
      observed('load-errors', 'a bad regex'),
      { suite: 'src/loading/refusal-words.test.ts', name: 'were seen to come out of it' },
    ],
  },
  countedScalars: {
    differs: 'mod_security2 refuses `&` before a variable that is no collection; libmodsecurity counts it.',
    cases: [
      observed('load-errors', 'a count of a scalar'),
      seen('in libmodsecurity a variable that is no collection can be counted'),
    ],
  },
  missingSelectors: {
    differs: 'mod_security2 refuses TX and others without a selector; in libmodsecurity that is the whole collection.',
    cases: [
      observed('load-errors', 'TX without a selector'),
      seen('in libmodsecurity a SecAction needs no id, and TX no selector'),
    ],
  },
  needsId: {
    differs: 'A SecAction needs an id in mod_security2, none in libmodsecurity; a SecRule needs one in both.',
    cases: [
      observed('load-errors', 'SecAction without id'),
      seen('in libmodsecurity a SecAction needs no id, and TX no selector'),
    ],
  },
  defaultLists: {
    differs:
      'mod_security2 has one default action list, the last that is said, for rules of all phases; libmodsecurity one for each phase.',
    cases: [
      seen('in mod_security2 the last default action list is that of all phases'),
      seen('in libmodsecurity each phase has a default action list of its own'),
    ],
  },
  defaultPhase: {
    differs:
      'A rule that names no phase runs in that of the default action list in mod_security2, in phase 1 in libmodsecurity.',
    cases: [
      seen('in mod_security2 a rule without a phase has that of the default action list'),
      seen('in libmodsecurity a rule without a phase is one of phase 1', 'reader.defaultLists'),
    ],
  },
  disruptionInLogging: {
    differs: 'mod_security2 refuses a disruptive action in phase 5; libmodsecurity takes it, though it comes too late.',
    cases: [
      observed('load-errors', 'deny in phase 5'),
      seen('in libmodsecurity a rule of phase 5 can deny, which comes too late'),
    ],
  },
  markerLabel: {
    differs:
      'mod_security2 reads the label of a SecMarker as the value of an action, so that a bar in it begins another; in libmodsecurity it is the label, quotes around it apart.',
    cases: [loading('v2', 'a bar in a label'), seen('in libmodsecurity a label may hold a bar')],
  },
  labels: {
    differs:
      'skipAfter finds the ids of rules too in mod_security2, and goes on behind the first element of a chain; in libmodsecurity it finds markers alone.',
    cases: [
      seen('mod_security2 goes on behind the first element of the chain whose id skipAfter names'),
      seen('libmodsecurity finds no rule by the id that skipAfter names'),
    ],
  },
  changedRules: {
    differs:
      'SecRuleRemoveBy*, SecRuleUpdateTargetBy* and SecRuleUpdateActionById are about the rules read so far in mod_security2, about those that follow too in libmodsecurity.',
    cases: [seen('mod_security2 removes rules that it has read'), seen('libmodsecurity removes rules that follow too')],
  },
  ids: {
    differs: 'A removal by what is no number removes nothing in mod_security2; libmodsecurity refuses it.',
    cases: [
      seen('mod_security2 takes a removal by a word for one that removes nothing'),
      loading('v3', 'removal by a word'),
    ],
  },
  updatesBeforeRules: {
    differs: 'mod_security2 refuses SecRuleUpdateTargetById before the first rule; libmodsecurity takes it.',
    cases: [
      observed('load-errors', 'update of targets before any rule'),
      loading('v3', 'update of targets before any rule'),
    ],
  },
  badTargetUpdates: {
    differs: 'An update of targets that does not parse is refused; mod_security2 2.9.7 passes over it.',
    cases: [observed('load-errors', 'update of targets that do not parse')],
  },
  neverWorks: {
    differs:
      'What is said and can never do anything: in mod_security2 a directive that stands before the rules that it names, a collection that no rule opens, a variable that is not there yet, and what ctl says of bodies that have been read; libmodsecurity changes later rules too, has its collections open, and lets phase 2 say whether the body is read.',
    cases: [{ suite: 'src/loading/never-works/never-works.test.ts', name: 'is told of what was seen to do nothing' }],
  },
  chainOfUpdate: {
    differs:
      'SecRuleUpdateActionById without `chain` unties a chain in mod_security2, so that each element runs alone; in libmodsecurity it stays one.',
    cases: [
      seen('mod_security2 unties a chain whose actions are updated without "chain"'),
      seen('in libmodsecurity a chain stays one when its actions are updated'),
    ],
  },
  updatesOfScripts: {
    differs:
      'mod_security2 dies at load of SecRuleUpdateTargetBy* where a rule that it is about is a script. Nothing comes of it in libmodsecurity.',
    cases: [observed('generated-rule-sets', 'a target of a script kills the process')],
  },
}
