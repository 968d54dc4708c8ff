import type { ByteString } from '../bytes.ts'
import type { Fidelity } from './analyse.ts'
import type { Backtracker, Budget, Spans } from './backtrack.ts'
import { CR_STAND_IN } from './emit.ts'
import { type Form, fits, formsOf } from './forms.ts'
import type { Pattern } from './tree.ts'

/** Where a regex matched, and the text of each group by PCRE's number; group 0 is the match, unset is undefined. */
export type RegexMatch = { readonly index: number; readonly groups: readonly (ByteString | undefined)[] }

/** The three ways to ask a regex about a value. `limit`: the search was given up after so much work. */
export type Search = {
  /** True if it matches anywhere in the value; false if that was not found out. */
  readonly test: (value: ByteString) => boolean
  /** The first match. */
  readonly exec: (value: ByteString) => RegexMatch | 'limit' | undefined
  /** All matches in turn; after one of no width, as pcre2demo goes on. */
  readonly matches: (value: ByteString) => readonly RegexMatch[] | 'limit'
}

/** Searches with the backtracking matcher alone. `mayMatch` says no where it is needless to look. */
export const interpretedSearch = (
  backtrack: Backtracker,
  { steps, mayMatch }: { steps: number; mayMatch: (value: ByteString) => boolean },
): Search => {
  const exec = (value: ByteString): RegexMatch | 'limit' | undefined =>
    mayMatch(value) ? toMatch(value, backtrack(value, 0, 'onwards', { steps })) : undefined
  return {
    test: value => isMatch(exec(value)),
    exec,
    matches: value => {
      if (!mayMatch(value)) return []
      const budget = { steps }
      return allMatches(value, start => toMatch(value, backtrack(value, start, 'onwards', budget)), backtrack, budget)
    },
  }
}

/**
 * Searches with V8's RegExp where that is bounded, else with the backtracking matcher; that one also gives the captures
 * that V8 drops, at the place it found.
 */
export const nativeSearch = (
  tree: Pattern,
  fidelity: Fidelity,
  { backtrack, steps, interpreted }: { backtrack: Backtracker; steps: number; interpreted: Search },
): Search => {
  const [best, other] = formsOf(tree)
  const formFor = (value: ByteString): Form | undefined => {
    if (fits(best, value)) return best
    return other !== undefined && fits(other, value) ? other : undefined
  }
  const convert = (value: ByteString, found: RegExpExecArray, { groups, hasStandIns }: Form): RegexMatch => {
    const isExact = fidelity === 'exact' || tree.groupCount === 0
    const match = isExact ? undefined : toMatch(value, backtrack(value, found.index, 'here', { steps }))
    if (match !== undefined && match !== 'limit') return match
    const textOf = (numbers: readonly number[]): ByteString | undefined => {
      // Of a group that is written several times, the last that took part is the one that PCRE has.
      const text = found[numbers.findLast(has(found)) ?? -1]
      return hasStandIns ? text?.replaceAll(CR_STAND_IN, '\r') : text
    }
    return { index: found.index, groups: groups.map(textOf) }
  }
  return {
    test: value => {
      const form = formFor(value)
      if (form === undefined) return interpreted.test(value)
      try {
        return form.first.test(prepared(form, value))
      } catch (error) {
        return isTooLarge(error) && interpreted.test(value)
      }
    },
    exec: value => {
      const form = formFor(value)
      if (form === undefined) return interpreted.exec(value)
      try {
        const found = form.first.exec(prepared(form, value))
        return found === null ? undefined : convert(value, found, form)
      } catch (error) {
        return isTooLarge(error) ? interpreted.exec(value) : 'limit'
      }
    },
    matches: value => {
      const form = formFor(value)
      if (form === undefined) return interpreted.matches(value)
      const text = prepared(form, value)
      const from = (start: number): RegexMatch | undefined => {
        const regex = form.further()
        regex.lastIndex = start
        const found = regex.exec(text)
        return found === null ? undefined : convert(value, found, form)
      }
      try {
        return allMatches(value, from, backtrack, { steps })
      } catch (error) {
        return isTooLarge(error) ? interpreted.matches(value) : 'limit'
      }
    },
  }
}

const prepared = ({ hasStandIns }: Form, value: ByteString): string =>
  hasStandIns && value.includes('\r') ? value.replaceAll('\r', CR_STAND_IN) : value

const has = (found: RegExpExecArray) => (index: number) => found[index] !== undefined

const isMatch = (found: RegexMatch | 'limit' | undefined): boolean => found !== undefined && found !== 'limit'

/**
 * What V8 throws: a SyntaxError at the first use of an expression that it finds too large, then true: another way is to be
 * taken; a RangeError when backtracking outgrows its stack, then false: that is a limit reached.
 */
const isTooLarge = (error: unknown): boolean => {
  if (error instanceof SyntaxError) return true
  if (error instanceof RangeError) return false
  throw error
}

const toMatch = (value: ByteString, spans: Spans | 'limit' | undefined): RegexMatch | 'limit' | undefined => {
  if (spans === undefined || spans === 'limit') return spans
  const groups: (ByteString | undefined)[] = []
  for (let at = 0; at < spans.length; at += 2) {
    const start = spans[at] ?? -1
    groups.push(start < 0 ? undefined : value.slice(start, spans[at + 1]))
  }
  return { index: spans[0] ?? 0, groups }
}

const allMatches = (
  value: ByteString,
  searchFrom: (start: number) => RegexMatch | 'limit' | undefined,
  backtrack: Backtracker,
  budget: Budget,
): readonly RegexMatch[] | 'limit' => {
  const found: RegexMatch[] = []
  let wasEmpty = false
  for (let at = 0; at <= value.length; ) {
    const match: RegexMatch | 'limit' | undefined = wasEmpty
      ? toMatch(value, backtrack(value, at, 'here and not empty', budget))
      : searchFrom(at)
    if (match === 'limit') return match
    if (match !== undefined) {
      found.push(match)
      const length: number = match.groups[0]?.length ?? 0
      at = match.index + length
      wasEmpty = length === 0
    } else if (wasEmpty) {
      at++
      wasEmpty = false
    } else break
  }
  return found
}
