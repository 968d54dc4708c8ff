import { type EvidenceOf, observed, seenIn } from './evidence.ts'

const seen = seenIn('rules')
const chains = (test: string) => ({ scenario: 'scenarios/chain-effects.yaml', test })

/** How rules run. */
export const rules: EvidenceOf<'rules'> = {
  alerts: {
    differs:
      'mod_security2 writes an alert and decides with each value that matches, libmodsecurity once when all values of the last element are tested.',
    cases: [seen('mod_security2 writes an alert for each match'), seen('libmodsecurity writes one alert for a rule')],
  },
  effects: {
    differs:
      'mod_security2 runs the actions of an element with each match, in the order written. libmodsecurity runs setvar so, and all others once, when the whole chain has matched, those of the last element first.',
    cases: [
      chains('mod_security2 has removed a rule although the chain has not matched'),
      chains('libmodsecurity removes a rule only when the whole chain has matched'),
      chains('mod_security2 runs actions element by element, for each match and as they are written'),
      chains(
        'libmodsecurity runs setvar for each match, and the others once, after that, those of the last element first',
      ),
    ],
  },
  counted: {
    differs: 'A count that setvar takes below zero is 0 in mod_security2 and negative in libmodsecurity.',
    cases: [
      seen('in mod_security2 no count falls below zero'),
      seen('in libmodsecurity a count can be negative'),
      observed('setvar-and-macros', 'relative changes: signs, macros, limits'),
    ],
  },
  captures: {
    differs:
      'A match with capture unsets all groups of the match before in mod_security2. In libmodsecurity those stay that the new match does not have.',
    cases: [
      seen('in mod_security2 a capture unsets all groups of the one before'),
      seen('in libmodsecurity groups of an earlier capture stay'),
    ],
  },
  exclusions: {
    differs:
      'In `!ARGS:x|ARGS` mod_security2 excludes nothing, since nothing stands before; libmodsecurity excludes `x`.',
    cases: [
      seen('in mod_security2 an exclusion concerns the targets before it'),
      seen('in libmodsecurity an exclusion concerns all targets of its rule'),
    ],
  },
  exclusionTexts: {
    differs:
      'mod_security2 reads the tag or message of a removal as a regular expression, libmodsecurity wants it letter for letter.',
    cases: [
      seen('mod_security2 reads the tag of a removal as a regular expression'),
      seen('libmodsecurity compares the tag of a removal'),
    ],
  },
  targetExclusions: {
    differs: 'ctl:ruleRemoveTargetById=1;ARGS:x takes out ARGS:X too in mod_security2, ARGS:x alone in libmodsecurity.',
    cases: [
      seen('in mod_security2 case does not count in a target that ctl takes out'),
      seen('in libmodsecurity case counts in a target that ctl takes out'),
    ],
  },
  chainElements: {
    differs:
      'mod_security2 asks before each element of a chain whether that has been removed, or the engine switched off. libmodsecurity asks once for the chain.',
    cases: [
      seen('mod_security2 takes out an element of a chain by its own tag'),
      seen('libmodsecurity takes out chains as a whole'),
      observed('ctl-and-exclusions', 'ctl:ruleEngine=Off inside a chain stops the chain'),
    ],
  },
  skipAfter: {
    differs:
      'A skipAfter whose label does not come ends with its phase in mod_security2. In libmodsecurity it goes on in the next.',
    cases: [
      seen('in mod_security2 skipAfter ends with its phase'),
      seen('in libmodsecurity skipAfter goes on in the next phase'),
    ],
  },
  loneMultiMatch: {
    differs: 'multiMatch without transformations tests the value once; mod_security2 2.9.7 tests nothing.',
    cases: [observed('actions', 'multiMatch tests before and after each change')],
  },
  targetsWithoutId: {
    differs:
      'ctl:ruleRemoveTargetByTag takes targets out of the elements of a chain too, which have no id; in mod_security2 2.9.7 it does not.',
    cases: [observed('ctl-and-exclusions', 'targets of chain elements')],
  },
  highestSeverity: {
    differs: 'HIGHEST_SEVERITY becomes 0 in libmodsecurity for a rule of severity 0; mod_security2 passes over it.',
    cases: [
      seen('mod_security2 does not take severity 0 for the highest'),
      seen('in libmodsecurity the highest severity can be 0'),
    ],
  },
}
