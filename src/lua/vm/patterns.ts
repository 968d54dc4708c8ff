import type { LuaVersion } from './version.ts'

/** Where a capture lies; `length` is -1 for a position capture. */
export type Capture = { readonly start: number; readonly length: number }

/** A match of a Lua pattern: offsets from 0, end exclusive. */
export type PatternMatch = { readonly start: number; readonly end: number; readonly captures: readonly Capture[] }

/** What a pattern's text has wrong; becomes a Lua error. */
export class PatternError extends Error {}

/** A matcher of one pattern on one subject. */
export type PatternMatcher = {
  /** The match that starts exactly at an offset. */
  readonly at: (offset: number) => PatternMatch | undefined
  /** The first match that starts at an offset or after it. A leading `^` allows the offset only. */
  readonly from: (offset: number) => PatternMatch | undefined
  readonly anchored: boolean
}

const UNFINISHED = -2
const POSITION = -1
const MOST_CAPTURES = 32
/** 5.3's MAXCCALLS of lstrlib.c; 5.1 has no bound but the C stack. */
const MOST_DEPTH = { '5.1': 4000, '5.3': 200 }
const ESCAPE = 0x25

/**
 * Lua's patterns over octets (Lua 5.1 manual §5.4.1, 5.3 manual §6.4.1), for the C locale. `spend` is told of the work
 * in steps, so that a pattern that backtracks for ever can be stopped; in 5.1 a pattern ends at its first NUL.
 */
export const patternMatcher = (
  subject: Uint8Array,
  wholePattern: Uint8Array,
  version: LuaVersion,
  spend: (steps: number) => void,
): PatternMatcher => {
  const nul = version === '5.1' ? wholePattern.indexOf(0) : -1
  const pattern = nul === -1 ? wholePattern : wholePattern.subarray(0, nul)
  const anchored = pattern[0] === 0x5e
  const first = anchored ? 1 : 0
  const size = subject.length
  const stop = pattern.length
  const mostDepth = MOST_DEPTH[version]
  let level = 0
  let depth = 0
  let steps = 0
  const starts: number[] = []
  const lengths: number[] = []

  const step = (): void => {
    if (++steps === 1024) {
      steps = 0
      spend(1024)
    }
  }

  /** The offset after the single-character class that starts at `p`. */
  const classEnd = (p: number): number => {
    const code = pattern[p]
    if (code === ESCAPE) {
      if (p + 1 >= stop) throw new PatternError("malformed pattern (ends with '%')")
      return p + 2
    }
    if (code !== 0x5b) return p + 1
    let at = p + 1
    if (pattern[at] === 0x5e) at++
    do {
      if (at >= stop) throw new PatternError("malformed pattern (missing ']')")
      if (pattern[at++] === ESCAPE) {
        if (at >= stop && version === '5.3') throw new PatternError("malformed pattern (missing ']')")
        at++
      }
    } while (pattern[at] !== 0x5d)
    return at + 1
  }

  const inSet = (code: number, open: number, close: number): boolean => {
    const negated = pattern[open + 1] === 0x5e
    for (let at = negated ? open + 2 : open + 1; at < close; at++) {
      const member = pattern[at] ?? 0
      if (member === ESCAPE) {
        at++
        if (inClass(code, pattern[at] ?? 0)) return !negated
      } else if (pattern[at + 1] === 0x2d && at + 2 < close) {
        if (member <= code && code <= (pattern[at + 2] ?? 0)) return !negated
        at += 2
      } else if (member === code) return !negated
    }
    return negated
  }

  const single = (s: number, p: number, ep: number): boolean => {
    step()
    if (s >= size) return false
    const code = subject[s] ?? 0
    const wanted = pattern[p] ?? 0
    if (wanted === 0x2e) return true
    if (wanted === ESCAPE) return inClass(code, pattern[p + 1] ?? 0)
    if (wanted === 0x5b) return inSet(code, p, ep - 1)
    return wanted === code
  }

  const balanced = (s: number, p: number): number => {
    if (p + 1 >= stop) {
      throw new PatternError(version === '5.1' ? 'unbalanced pattern' : "malformed pattern (missing arguments to '%b')")
    }
    if (subject[s] !== pattern[p] || s >= size) return -1
    let open = 1
    for (let at = s + 1; at < size; at++) {
      step()
      const code = subject[at]
      if (code === pattern[p + 1]) {
        if (--open === 0) return at + 1
      } else if (code === pattern[p]) open++
    }
    return -1
  }

  const greedy = (s: number, p: number, ep: number): number => {
    let count = 0
    while (single(s + count, p, ep)) count++
    for (; count >= 0; count--) {
      const end = match(s + count, ep + 1)
      if (end !== -1) return end
    }
    return -1
  }

  const lazy = (s: number, p: number, ep: number): number => {
    for (let at = s; ; at++) {
      const end = match(at, ep + 1)
      if (end !== -1) return end
      if (!single(at, p, ep)) return -1
    }
  }

  const open = (s: number, p: number, length: number): number => {
    if (level >= MOST_CAPTURES) throw new PatternError('too many captures')
    starts[level] = s
    lengths[level] = length
    level++
    const end = match(s, p)
    if (end === -1) level--
    return end
  }

  const close = (s: number, p: number): number => {
    let at = level - 1
    while (at >= 0 && lengths[at] !== UNFINISHED) at--
    if (at < 0) throw new PatternError('invalid pattern capture')
    lengths[at] = s - (starts[at] ?? 0)
    const end = match(s, p)
    if (end === -1) lengths[at] = UNFINISHED
    return end
  }

  const backReference = (s: number, digit: number): number => {
    const index = digit - 0x31
    if (index < 0 || index >= level || lengths[index] === UNFINISHED) {
      throw new PatternError(version === '5.1' ? 'invalid capture index' : `invalid capture index %${index + 1}`)
    }
    const start = starts[index] ?? 0
    const length = Math.max(0, lengths[index] ?? 0)
    if (size - s < length) return -1
    for (let at = 0; at < length; at++) if (subject[start + at] !== subject[s + at]) return -1
    return s + length
  }

  /** The end of a match of the pattern from `p` at `s`, or -1. */
  const match = (s: number, p: number): number => {
    if (++depth > mostDepth) throw new PatternError('pattern too complex')
    const end = matchHere(s, p)
    depth--
    return end
  }

  const matchHere = (from: number, fromPattern: number): number => {
    let s = from
    let p = fromPattern
    for (;;) {
      step()
      if (p >= stop) return s
      const code = pattern[p]
      if (code === 0x28) return pattern[p + 1] === 0x29 ? open(s, p + 2, POSITION) : open(s, p + 1, UNFINISHED)
      if (code === 0x29) return close(s, p + 1)
      if (code === 0x24 && p + 1 === stop) return s === size ? s : -1
      if (code === ESCAPE) {
        const kind = pattern[p + 1] ?? 0
        if (kind === 0x62) {
          s = balanced(s, p + 2)
          if (s === -1) return -1
          p += 4
          continue
        }
        if (kind === 0x66) {
          p += 2
          if (pattern[p] !== 0x5b) throw new PatternError("missing '[' after '%f' in pattern")
          const ep = classEnd(p)
          const before = s === 0 ? 0 : (subject[s - 1] ?? 0)
          if (inSet(before, p, ep - 1) || !inSet(subject[s] ?? 0, p, ep - 1)) return -1
          p = ep
          continue
        }
        if (kind >= 0x30 && kind <= 0x39) {
          s = backReference(s, kind)
          if (s === -1) return -1
          p += 2
          continue
        }
      }
      const ep = classEnd(p)
      const suffix = pattern[ep]
      if (suffix === 0x3f) {
        if (single(s, p, ep)) {
          const end = match(s + 1, ep + 1)
          if (end !== -1) return end
        }
        p = ep + 1
      } else if (suffix === 0x2b) return single(s, p, ep) ? greedy(s + 1, p, ep) : -1
      else if (suffix === 0x2a) return greedy(s, p, ep)
      else if (suffix === 0x2d) return lazy(s, p, ep)
      else {
        if (!single(s, p, ep)) return -1
        s++
        p = ep
      }
    }
  }

  const at = (offset: number): PatternMatch | undefined => {
    level = 0
    depth = 0
    const end = match(offset, first)
    if (end === -1) return undefined
    const captures: Capture[] = []
    for (let index = 0; index < level; index++) {
      const length = lengths[index] ?? 0
      if (length === UNFINISHED) throw new PatternError('unfinished capture')
      captures.push({ start: starts[index] ?? 0, length })
    }
    return { start: offset, end, captures }
  }

  const from = (offset: number): PatternMatch | undefined => {
    for (let start = offset; start <= size; start++) {
      const found = at(start)
      if (found !== undefined || anchored) return found
    }
    return undefined
  }

  return { at, from, anchored }
}

/** C's character classes in the C locale; an upper-case letter negates; any other character stands for itself. */
const inClass = (code: number, letter: number): boolean => {
  const members = CLASSES[letter | 0x20]
  if (members === undefined || letter < 0x41) return letter === code
  return (members[code] === 1) === ((letter & 0x20) !== 0)
}

const membersOf = (pattern: RegExp): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0))

/** By the code of the class's lower-case letter. `%g` is of Lua 5.3, where it is rare enough to give to 5.1 too. */
const CLASSES: readonly (Uint8Array | undefined)[] = (() => {
  const table: (Uint8Array | undefined)[] = []
  for (const [letter, pattern] of Object.entries({
    a: /[A-Za-z]/,
    c: /[\x00-\x1f\x7f]/,
    d: /[0-9]/,
    g: /[!-~]/,
    l: /[a-z]/,
    p: /[!-/:-@[-`{-~]/,
    s: /[\t-\r ]/,
    u: /[A-Z]/,
    w: /[0-9A-Za-z]/,
    x: /[0-9A-Fa-f]/,
    z: /\x00/,
  })) {
    table[letter.charCodeAt(0)] = membersOf(pattern)
  }
  return table
})()
