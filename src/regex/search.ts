import type { ByteString } from '../bytes.ts'
import { type Fidelity, ignoresCase, startsWithAnything } from './analyse.ts'
import type { Backtracker, Spans } from './backtrack.ts'
import { emit } from './emit.ts'
import type { Pattern } from './tree.ts'

/** Where a regex matched, and the text of each group by PCRE's number; group 0 is the match, unset is undefined. */
export type RegexMatch = { readonly index: number; readonly groups: readonly (ByteString | undefined)[] }

/** The three ways to ask a regex about a value. */
export type Search = {
  /** True if it matches anywhere in the value. */
  readonly test: (value: ByteString) => boolean
  /** The first match. */
  readonly exec: (value: ByteString) => RegexMatch | undefined
  /** All matches in turn; after one of no width, as pcre2demo goes on. */
  readonly matches: (value: ByteString) => Iterable<RegexMatch>
}

/** Searches with the backtracking matcher alone. */
export const interpretedSearch = (backtrack: Backtracker): Search => {
  const from = (value: ByteString, start: number) => toMatch(value, backtrack(value, start, 'onwards'))
  return {
    test: value => from(value, 0) !== undefined,
    exec: value => from(value, 0),
    matches: value => allMatches(value, from, backtrack),
  }
}

/** Searches with V8's RegExp; captures that it drops come from the backtracking matcher, at the place it found. */
export const nativeSearch = (tree: Pattern, fidelity: Fidelity, backtrack: Backtracker): Search => {
  const { source, groups } = emit(tree.root, tree.groupCount)
  const flags = ignoresCase(tree.root) ? 'is' : 's'
  const first = new RegExp(startsWithAnything(tree.root) ? `^(?:${source})` : source, flags)
  const interpreted = interpretedSearch(backtrack)
  let further: RegExp | undefined

  const convert = (value: ByteString, found: RegExpExecArray): RegexMatch => {
    const exact = fidelity === 'exact' || tree.groupCount === 0 ? undefined : backtrack(value, found.index, 'here')
    const match = toMatch(value, exact)
    if (match !== undefined) return match
    return { index: found.index, groups: groups.map(numbers => found[numbers.find(has(found)) ?? -1]) }
  }
  const from = (value: ByteString, start: number): RegexMatch | undefined => {
    further ??= new RegExp(source, `${flags}g`)
    further.lastIndex = start
    const found = further.exec(value)
    return found === null ? undefined : convert(value, found)
  }
  return {
    test: value =>
      bounded(
        () => first.test(value),
        () => interpreted.test(value),
      ) ?? false,
    exec: value =>
      bounded(
        () => {
          const found = first.exec(value)
          return found === null ? undefined : convert(value, found)
        },
        () => interpreted.exec(value),
      ),
    matches: value =>
      bounded(
        () => [...allMatches(value, from, backtrack)],
        () => [...interpreted.matches(value)],
      ) ?? [],
  }
}

const has = (found: RegExpExecArray) => (index: number) => found[index] !== undefined

/**
 * Runs a search. V8 throws a SyntaxError at the first use of an expression that it finds too large: then the other
 * way is taken. It throws a RangeError when backtracking outgrows its stack: that is a limit reached, nothing found.
 */
const bounded = <Result>(search: () => Result, instead: () => Result): Result | undefined => {
  try {
    return search()
  } catch (error) {
    if (error instanceof SyntaxError) return instead()
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const toMatch = (value: ByteString, spans: Spans | 'limit' | undefined): RegexMatch | undefined => {
  if (spans === undefined || spans === 'limit') return undefined
  const groups: (ByteString | undefined)[] = []
  for (let at = 0; at < spans.length; at += 2) {
    const start = spans[at] ?? -1
    groups.push(start < 0 ? undefined : value.slice(start, spans[at + 1]))
  }
  return { index: spans[0] ?? 0, groups }
}

type SearchFrom = (value: ByteString, start: number) => RegexMatch | undefined

function* allMatches(value: ByteString, searchFrom: SearchFrom, backtrack: Backtracker): Iterable<RegexMatch> {
  let wasEmpty = false
  for (let at = 0; at <= value.length; ) {
    const match: RegexMatch | undefined = wasEmpty
      ? toMatch(value, backtrack(value, at, 'here and not empty'))
      : searchFrom(value, at)
    if (match !== undefined) {
      yield match
      const length: number = match.groups[0]?.length ?? 0
      at = match.index + length
      wasEmpty = length === 0
    } else if (wasEmpty) {
      at++
      wasEmpty = false
    } else return
  }
}
