import { type EvidenceOf, seenIn } from './evidence.ts'

const seen = seenIn('lua')

/** What scripts get and what is made of them. */
export const lua: EvidenceOf<'lua'> = {
  version: {
    differs: 'The mod_security2 of Debian is linked with Lua 5.1, its libmodsecurity with Lua 5.3.',
    cases: [
      seen("the emulator has the Lua of Debian's mod_security2, 5.1"),
      seen("mod_security2 has the Lua that it is built with: Debian's 5.1, the official images' 5.3"),
      seen('libmodsecurity has Lua 5.3'),
    ],
  },
  handles: {
    differs: 'A script sees pointers of the engine in globals: __msr and __rule, or __transaction.',
    cases: [
      seen('mod_security2 leaves its transaction and its rule in globals'),
      seen('libmodsecurity leaves its transaction in a global of another name'),
    ],
  },
  getvar: {
    differs:
      'm.getvar of an empty variable gives the empty string in mod_security2 and nothing in libmodsecurity, which also takes ARGS:x for ARGS.x; an unknown variable is a line in the log there and the end of the worker here.',
    cases: [
      seen('in mod_security2 an empty variable is the empty string'),
      seen('in libmodsecurity an empty variable is nothing at all'),
      { suite: 'src/lua/m/m.test.ts', name: 'an unknown variable ends the worker' },
    ],
  },
  getvars: {
    differs: 'm.getvars transforms in mod_security2; libmodsecurity ignores its second argument.',
    cases: [seen('in mod_security2 getvars transforms'), seen('in libmodsecurity getvars gives values as they are')],
  },
  setvarReturns: {
    differs: 'm.setvar returns the value in mod_security2, nothing in libmodsecurity.',
    cases: [seen('in mod_security2 setvar returns the value'), seen('in libmodsecurity setvar returns nothing')],
  },
  setvarReads: {
    differs:
      'm.setvar expands macros and counts with signed values in mod_security2; libmodsecurity stores what it gets.',
    cases: [
      seen('in mod_security2 setvar expands macros'),
      seen('in libmodsecurity setvar keeps macros as they stand'),
    ],
  },
  shownKey: {
    differs:
      'Names that m.getvars gives have their keys escaped as in logs in mod_security2, as they came in libmodsecurity.',
    cases: [seen('mod_security2 escapes the keys that names show'), seen('libmodsecurity shows keys as they are')],
  },
  failedChunk: {
    differs:
      'When the top level of a script fails, mod_security2 runs main all the same, if there is one; libmodsecurity gives up.',
    cases: [
      seen("in mod_security2 main runs although the script's top level has failed"),
      seen("in libmodsecurity main does not run when the script's top level has failed"),
    ],
  },
  beforeMain: {
    differs: 'libmodsecurity leaves a table in the global modsec before it runs main.',
    cases: [seen('in mod_security2 there is no such global'), seen('libmodsecurity leaves a table in a global')],
  },
  emptyArgument: {
    differs: 'An empty value is an argument of main in mod_security2 and none in libmodsecurity.',
    cases: [
      seen('in mod_security2 main gets an argument that is empty'),
      seen('in libmodsecurity main gets no argument where that is empty'),
    ],
  },
  emptyResult: {
    differs: 'A script that returns the empty string matches in mod_security2, not in libmodsecurity.',
    cases: [
      seen('in mod_security2 a script that returns the empty string matches'),
      seen('in libmodsecurity a script that returns the empty string does not match'),
    ],
  },
}
