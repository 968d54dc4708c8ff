import { type EvidenceOf, observed, seenIn } from './evidence.ts'

const seen = seenIn('transformations')

/** What transformations do. */
export const transformations: EvidenceOf<'transformations'> = {
  registry: {
    differs:
      'mod_security2 has no `uppercase`; its 2.9.13 leaves a lead byte without its sequence to utf8toUnicode as it is, where 2.9.7 and libmodsecurity drop it. For multiMatch some transformations of mod_security2 say that they changed a value whatever they did; those of libmodsecurity say so when they have.',
    cases: [
      seen('in mod_security2 utf8toUnicode leaves a lead byte without its sequence'),
      seen('in libmodsecurity utf8toUnicode drops a lead byte without its sequence'),
      seen('in mod_security2 multiMatch tests a value again that cmdLine has left as it was'),
      seen('in libmodsecurity multiMatch tests a value once that cmdLine has left as it was'),
      observed('load-errors', 'v3 transformation uppercase'),
    ],
  },
}
