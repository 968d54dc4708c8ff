import type { KnownDivergence } from './known.ts'

/** Seen by running libmodsecurity 3.0.9; its utils/regex.cc, searchGlobal, says the same. */
const FURTHER_MATCHES = 'libmodsecurity 3.0.9 stores the groups of the further matches too, the vector leaves them out'

/** Vectors that the running engines do not meet: an engine is right for its dialect. The test is a vector's id or name. */
export const OF_VECTORS: readonly KnownDivergence[] = [
  {
    name: 'phpArgsNames',
    test: 'phpArgsNames',
    reason: 'neither mod_security2 2.9 nor libmodsecurity up to 3.0.13 has phpArgsNames',
    source: 'their lists of transformations',
  },
  {
    name: 'cssDecode.json#4',
    test: 'cssDecode.json#4',
    reason: 'mod_security2 2.9.7 leaves both spaces behind an escaped NUL, the vector one',
    source: 'observed on 2.9.7',
  },
  {
    name: 'escapeSeqDecode.json#6',
    test: 'escapeSeqDecode.json#6',
    reason: 'mod_security2 2.9.7 drops the backslash of an incomplete \\x, the vector keeps it',
    source: 'observed on 2.9.7',
  },
  {
    name: 'containsWord.json#11',
    test: 'containsWord.json#11',
    reason: 'the input holds a backslash and a digit where NUL was meant; mod_security2 2.9.7 finds no word',
    source: 'observed on 2.9.7',
  },
  ...[11, 15, 16, 18, 19].map(place => ({
    name: `rxGlobal.json#${place}`,
    test: `rxGlobal.json#${place}`,
    reason: FURTHER_MATCHES,
    source: 'utils/regex.cc, searchGlobal; observed on libmodsecurity 3.0.9',
  })),
]
