import type { ByteString } from '../bytes.ts'
import type { Fidelity } from './analyse.ts'
import type { Backtracker, Budget, Spans } from './backtrack.ts'
import { type Form, formsOf } from './forms.ts'
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
  let made: readonly Form[] | undefined
  const formFor = (value: ByteString): Form | undefined => {
    made ??= formsOf(tree)
    return made.find(form => form.fits(value))
  }
  const convert = (value: ByteString, found: RegExpExecArray, { groups, restore }: Form): RegexMatch => {
    const isExact = fidelity === 'exact' || tree.groupCount === 0
    const match = isExact ? undefined : toMatch(value, backtrack(value, found.index, 'here', { steps }))
    if (match !== undefined && match !== 'limit') return match
    // Of a group that is written several times, the last that took part is the one that PCRE has.
    const textOf = (number: number | undefined): ByteString | undefined => {
      const text = number === undefined ? undefined : found[number]
      return text === undefined ? undefined : restore(text)
    }
    return { index: found.index, groups: groups.map(numbers => textOf(numbers.findLast(has(found)))) }
  }
  const exec = (value: ByteString): RegexMatch | 'limit' | undefined => {
    const form = formFor(value)
    return form === undefined
      ? interpreted.exec(value)
      : bounded(
          () => {
            const found = form.first.exec(form.prepare(value))
            return found === null ? undefined : convert(value, found, form)
          },
          () => interpreted.exec(value),
        )
  }
  return {
    test: value => {
      const form = formFor(value)
      if (form === undefined) return interpreted.test(value)
      const found = bounded(
        () => form.first.test(form.prepare(value)),
        () => interpreted.test(value),
      )
      return found === true
    },
    exec,
    matches: value => {
      const form = formFor(value)
      if (form === undefined) return interpreted.matches(value)
      const prepared = form.prepare(value)
      const from = (start: number): RegexMatch | undefined => {
        const regex = form.further()
        regex.lastIndex = start
        const found = regex.exec(prepared)
        return found === null ? undefined : convert(value, found, form)
      }
      return bounded(
        () => allMatches(value, from, backtrack, { steps }),
        () => interpreted.matches(value),
      )
    },
  }
}

const has = (found: RegExpExecArray) => (index: number) => found[index] !== undefined

const isMatch = (found: RegexMatch | 'limit' | undefined): boolean => found !== undefined && found !== 'limit'

/**
 * Runs a search. V8 throws a SyntaxError at the first use of an expression that it finds too large: then the other
 * way is taken. It throws a RangeError when backtracking outgrows its stack: that is a limit reached.
 */
const bounded = <Result>(search: () => Result, instead: () => Result): Result | 'limit' => {
  try {
    return search()
  } catch (error) {
    if (error instanceof SyntaxError) return instead()
    if (error instanceof RangeError) return 'limit'
    throw error
  }
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
