import { type ByteString, lowerCase } from '../bytes.ts'
import { type Fidelity, judge } from './analyse.ts'
import { type Backtracker, backtracker } from './backtrack.ts'
import { requiredLiterals } from './literals.ts'
import { parsePattern, type RegexOptions } from './parse.ts'
import { interpretedSearch, nativeSearch, type Search } from './search.ts'

/** A compiled PCRE pattern, over byte strings. */
export type Regex = Search & {
  /** How many groups it has, without group 0. */
  readonly groupCount: number
  /** How much of the work V8's RegExp does; the rest is done by the backtracking matcher. */
  readonly fidelity: Fidelity
  /** As `requiredLiterals`: a value whose lower case contains none of them cannot match. */
  readonly literals: readonly ByteString[] | undefined
}

/**
 * Steps that a search with the backtracking matcher may take where nothing else is said: some 20 ms. ModSecurity's recommended
 * SecPcreMatchLimit is 100,000 of PCRE2's, which are larger.
 */
export const REGEX_STEPS = 250_000

/**
 * Compiles a PCRE pattern. Throws a PartError: BAD_REGEX where PCRE2 refuses it, UNSUPPORTED_REGEX where we do. Every search
 * is bounded: V8 goes over to a linear engine where it backtracks too often, or the matcher gives up after so many steps.
 */
export const compileRegex = (pattern: ByteString, options: RegexOptions, steps: number = REGEX_STEPS): Regex => {
  const tree = parsePattern(pattern, options)
  const fidelity = judge(tree)
  let matcher: Backtracker | undefined
  // Most patterns never need the matcher: it is made, from the pattern read again, when one does.
  const backtrack: Backtracker = (value, from, at, budget) => {
    matcher ??= backtracker(parsePattern(pattern, options))
    return matcher(value, from, at, budget)
  }
  let known: readonly ByteString[] | 'not asked' | undefined = 'not asked'
  const literals = (): readonly ByteString[] | undefined => {
    if (known === 'not asked') known = requiredLiterals(tree.root)
    return known
  }
  const mayMatch = (value: ByteString): boolean => {
    const lower = lowerCase(value)
    return literals()?.some(text => lower.includes(text)) !== false
  }
  const interpreted = interpretedSearch(backtrack, { steps, mayMatch })
  const search = fidelity === 'none' ? interpreted : nativeSearch(tree, fidelity, { backtrack, steps, interpreted })
  return {
    ...search,
    groupCount: tree.groupCount,
    fidelity,
    get literals() {
      return literals()
    },
  }
}
