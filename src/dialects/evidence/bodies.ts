import { type EvidenceOf, observed, seenIn } from './evidence.ts'

const seen = seenIn('bodies')

/** How bodies are read. */
export const bodies: EvidenceOf<'bodies'> = {
  processors: {
    differs:
      'libmodsecurity puts `json` before the names of JSON values and numbers those of lists, where mod_security2 repeats the name of the list. Errors have other words, from release to release too, and multipart bodies other rules for names and boundaries.',
    cases: [
      seen('mod_security2 names JSON values by their keys'),
      seen('libmodsecurity puts json before the names of JSON values and numbers those of lists'),
      observed('request-body', 'XML and multipart errors in DetectionOnly'),
      observed('request-body', 'SecArgumentsLimit'),
    ],
  },
  read: {
    differs:
      'mod_security2 reads a body in the pieces in which httpd hands it on. It has looked at the beginning of one whose rest cannot be read, answers 413 when it is longer than SecRequestBodyNoFilesLimit and 500 when it turns out to be broken at its end (issue 3315 there), and has REQUEST_BODY of forms, and of others when it is forced. libmodsecurity has the whole of a body before it reads, has REQUEST_BODY of any, and tells the rules in REQBODY_ERROR what is wrong with it.',
    cases: [
      seen('mod_security2 has no REQUEST_BODY but that of a form'),
      seen('libmodsecurity has a REQUEST_BODY whatever it is'),
      seen('mod_security2 answers 500 to a body that is broken at its end, and inspects its answer'),
      seen('libmodsecurity tells the rules of a body that is broken at its end', 'bodies.processors'),
      seen('mod_security2 has read the beginning of a body that ends in a bad chunk'),
      seen('libmodsecurity sees nothing of a body that ends in a bad chunk'),
      seen('mod_security2 answers 413 to a body that is longer than that'),
      seen('libmodsecurity tells the rules of a body that is longer than that'),
    ],
  },
  tooManyArguments: {
    differs:
      'More arguments than SecArgumentsLimit, in query or body, are an error in REQBODY_ERROR in mod_security2; libmodsecurity leaves them out without a word.',
    cases: [
      seen('in mod_security2 more arguments than the limit are an error of the body'),
      seen('libmodsecurity leaves out arguments above the limit'),
    ],
  },
  noFilesLimit: {
    differs: 'A body as long as SecRequestBodyNoFilesLimit is read; mod_security2 2.9.7 refuses it.',
    cases: [
      seen('a body as long as SecRequestBodyNoFilesLimit is read'),
      observed('request-body', 'SecRequestBodyNoFilesLimit with Reject, engine On'),
    ],
  },
}
