import { type EvidenceOf, observed, seenIn } from './evidence.ts'

const seen = seenIn('bodies')
const reads = seenIn('reader')

/** What is done to a request. */
export const decide: EvidenceOf<'decide'> = {
  ownAnswers: {
    differs:
      'The answer that mod_security2 itself gives to a body that it cannot read goes through phases 3 and 4 like any other. libmodsecurity leaves such answers to its rules.',
    cases: [
      seen('mod_security2 answers 500 to a body that is broken at its end, and inspects its answer'),
      observed('request-body', 'phases after an unreadable body'),
    ],
  },
  inLogging: {
    differs:
      'A disruptive action in phase 5 is a warning in mod_security2, which refuses to load most such rules. In libmodsecurity it ends the phase, and no line is written, save for allow.',
    cases: [reads('in libmodsecurity a rule of phase 5 can deny, which comes too late')],
  },
  matchesOfInterception: {
    differs:
      'In what mod_security2 logs of a match that ends the phase, MATCHED_VARS and MATCHED_VARS_NAMES are empty already. libmodsecurity has them there.',
    cases: [
      observed('generated-rule-sets', 'a match that ends the phase is logged when MATCHED_VARS is empty already'),
    ],
  },
}
