/** Which octets belong to a set: 256 flags, 1 for a member. Never changed once it is in a tree. */
export type ByteSet = Uint8Array

/** The set of the octets in the ranges `[first, last]`. */
export const rangeSet = (...ranges: readonly (readonly [number, number])[]): ByteSet => {
  const set = new Uint8Array(256)
  for (const [first, last] of ranges) set.fill(1, first, last + 1)
  return set
}

/** Everything not in the set. */
export const complement = (set: ByteSet): ByteSet => set.map(member => 1 - member)

/** The set with the other case of each ASCII letter in it; PCRE's C-locale tables fold nothing else. */
export const foldSet = (set: ByteSet): ByteSet => {
  const folded = set.slice()
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (set[upper] === 1) folded[upper + 0x20] = 1
    if (set[upper + 0x20] === 1) folded[upper] = 1
  }
  return folded
}

/** Adds the members of one set to another that is still being built. */
export const addSet = (target: Uint8Array, set: ByteSet): void => {
  for (let code = 0; code < 256; code++) if (set[code] === 1) target[code] = 1
}

/** The members of a set in order. */
export const members = (set: ByteSet): readonly number[] => {
  const codes: number[] = []
  for (let code = 0; code < 256; code++) if (set[code] === 1) codes.push(code)
  return codes
}

/** The set of one octet, in both its cases if folded. The same object each time, so that a tree stays small. */
export const singleSet = (code: number, caseless: 'caseless' | 'exact'): ByteSet => {
  const cache = caseless === 'caseless' ? FOLDED_SINGLES : SINGLES
  return cache[code] ?? rangeSet([code, code])
}

/** Every octet. */
export const ANY: ByteSet = rangeSet([0, 255])
/** Every octet but LF. */
export const NOT_LF: ByteSet = complement(rangeSet([0x0a, 0x0a]))
/** PCRE's `\w` in the C locale: ASCII letters, digits and underscore. */
export const WORD: ByteSet = rangeSet([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a])
/** PCRE's `\v` without UTF. */
export const VERTICAL_SPACE: ByteSet = rangeSet([0x0a, 0x0d], [0x85, 0x85])

const DIGIT = rangeSet([0x30, 0x39])
const SPACE = rangeSet([0x09, 0x0d], [0x20, 0x20])
const HORIZONTAL_SPACE = rangeSet([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0])

/** The set that a backslash and this letter name, if any: `\d \D \s \S \w \W \h \H \v \V` (pcre2pattern, C locale). */
export const escapedSet = (letter: string): ByteSet | undefined => ESCAPED.get(letter)

const ESCAPED: ReadonlyMap<string, ByteSet> = new Map([
  ['d', DIGIT],
  ['D', complement(DIGIT)],
  ['s', SPACE],
  ['S', complement(SPACE)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['h', HORIZONTAL_SPACE],
  ['H', complement(HORIZONTAL_SPACE)],
  ['v', VERTICAL_SPACE],
  ['V', complement(VERTICAL_SPACE)],
])

/** The set of a POSIX class name (`alpha` in `[[:alpha:]]`) in the C locale, if there is one. */
export const posixSet = (name: string): ByteSet | undefined => POSIX.get(name)

const POSIX: ReadonlyMap<string, ByteSet> = new Map([
  ['alnum', rangeSet([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])],
  ['alpha', rangeSet([0x41, 0x5a], [0x61, 0x7a])],
  ['ascii', rangeSet([0x00, 0x7f])],
  ['blank', rangeSet([0x09, 0x09], [0x20, 0x20])],
  ['cntrl', rangeSet([0x00, 0x1f], [0x7f, 0x7f])],
  ['digit', DIGIT],
  ['graph', rangeSet([0x21, 0x7e])],
  ['lower', rangeSet([0x61, 0x7a])],
  ['print', rangeSet([0x20, 0x7e])],
  ['punct', rangeSet([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])],
  ['space', SPACE],
  ['upper', rangeSet([0x41, 0x5a])],
  ['word', WORD],
  ['xdigit', rangeSet([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
])

const SINGLES: readonly ByteSet[] = Array.from({ length: 256 }, (_, code) => rangeSet([code, code]))
const FOLDED_SINGLES: readonly ByteSet[] = SINGLES.map(foldSet)
