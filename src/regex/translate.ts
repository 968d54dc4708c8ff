import { setFlagsFromString } from 'node:v8'
import type { ByteString } from '../bytes.ts'
import { type Fidelity, judge } from './analyse.ts'
import { type Backtracker, backtracker } from './backtrack.ts'
import { requiredLiterals } from './literals.ts'
import { parsePattern, type RegexOptions } from './parse.ts'
import { interpretedSearch, nativeSearch, type Search } from './search.ts'

/** A compiled PCRE pattern, over byte strings. A search that goes past its limit of work finds nothing. */
export type Regex = Search & {
  /** How many groups it has, without group 0. */
  readonly groupCount: number
  /** How much of the work V8's RegExp does; the rest is done by the backtracking matcher. */
  readonly fidelity: Fidelity
  /** As `requiredLiterals`: a value whose lower case contains none of them cannot match. */
  readonly literals: readonly ByteString[] | undefined
}

/** Compiles a PCRE pattern. Throws a PartError: BAD_REGEX where PCRE2 refuses it, UNSUPPORTED_REGEX where we do. */
export const compileRegex = (pattern: ByteString, options: RegexOptions): Regex => {
  const tree = parsePattern(pattern, options)
  const fidelity = judge(tree)
  let matcher: Backtracker | undefined
  // Most patterns never need the matcher: it is made, from the pattern read again, when one does.
  const backtrack: Backtracker = (value, from, at) => {
    matcher ??= backtracker(parsePattern(pattern, options))
    return matcher(value, from, at)
  }
  const search = fidelity === 'none' ? interpretedSearch(backtrack) : nativeSearch(tree, fidelity, backtrack)
  let literals: readonly ByteString[] | 'not asked' | undefined = 'not asked'
  return {
    ...search,
    groupCount: tree.groupCount,
    fidelity,
    get literals() {
      if (literals === 'not asked') literals = requiredLiterals(tree.root)
      return literals
    },
  }
}

/** A good argument of `boundBacktracking`: CRS's worst rules then take some 80 ms for 8 KB of hostile text. */
export const BACKTRACKS_BEFORE_FALLBACK = 10_000

/**
 * Lets V8 go over to its linear engine when one search has backtracked this often, for the whole process; call it
 * once, before regexes are compiled. It covers expressions without lookarounds, back references and counted repeats
 * above 16. The flags are V8's experimental ones (Node 20 and 24 have them).
 */
export const boundBacktracking = (backtracksBeforeFallback: number): void => {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
  setFlagsFromString(`--regexp-backtracks-before-fallback=${backtracksBeforeFallback}`)
}
