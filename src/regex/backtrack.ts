import { type ByteString, lowerCase } from '../bytes.ts'
import { WORD } from './byte-set.ts'
import { fixedLength } from './measure.ts'
import type { Anchor, Condition, Node, Pattern } from './tree.ts'

/** Start and end of each group in turn, -1 where it took no part; group 0 is the match. */
export type Spans = Int32Array

/**
 * Matches a tree as PCRE does, for what a RegExp cannot say. `from` is where to begin, `at` what to do there: search
 * onwards, match only here, or match here something not empty (PCRE2's ANCHORED and NOTEMPTY_ATSTART). Work is
 * bounded: when the budget, or JavaScript's stack, is used up, the answer is `limit`.
 */
export type Backtracker = (
  value: ByteString,
  from: number,
  at: 'onwards' | 'here' | 'here and not empty',
  budget: Budget,
) => Spans | 'limit' | undefined

/** Steps left: a place tried, a way chosen, an octet given back, or some octets passed over. */
export type Budget = { steps: number }

/** Compiles a tree into functions that match it. */
export const backtracker = (pattern: Pattern): Backtracker => {
  const run: Run = { value: '', start: 0, spans: new Int32Array(2), budget: { steps: 0 } }
  const bodies = new Map<number, Matcher>()
  const context: Context = { run, bodies, groups: pattern.groups }
  const matcher = compile(pattern.root, context)
  bodies.set(0, matcher)
  for (const [group, node] of pattern.groups) if (group > 0) bodies.set(group, compile(node, context))
  const size = 2 * (pattern.groupCount + 1)
  return (value, from, at, budget) => {
    run.value = value
    run.start = from
    run.budget = budget
    try {
      for (let start = from; start <= value.length; start++) {
        step(run)
        run.spans = new Int32Array(size).fill(-1)
        run.spans[0] = start
        const accept = (end: number) => {
          if (at === 'here and not empty' && end === from) return false
          run.spans[1] = end
          return true
        }
        if (matcher(start, accept)) return run.spans
        if (at !== 'onwards') return undefined
      }
    } catch (error) {
      if (error === LIMIT || error instanceof RangeError) return 'limit'
      throw error
    }
    return undefined
  }
}

/** The search under way. */
type Run = { value: ByteString; start: number; spans: Int32Array; budget: Budget }

type Context = {
  readonly run: Run
  readonly bodies: Map<number, Matcher>
  readonly groups: Pattern['groups']
}

/** Goes on with the rest of the pattern from an offset; false to ask for another way. */
type Continue = (at: number) => boolean

type Matcher = (at: number, next: Continue) => boolean

const LIMIT = new Error('no steps are left')

const step = ({ budget }: Run): void => {
  if (--budget.steps < 0) throw LIMIT
}

/** Octets passed over in a loop cost less than a way chosen. */
const OCTETS_A_STEP = 16

const passOver = ({ budget }: Run, octets: number): void => {
  budget.steps -= octets / OCTETS_A_STEP
  if (budget.steps < 0) throw LIMIT
}

const compile = (node: Node, context: Context): Matcher => {
  const { run } = context
  switch (node.kind) {
    case 'empty':
      return (at, next) => next(at)
    case 'octet': {
      const { set } = node
      return (at, next) => at < run.value.length && set[run.value.charCodeAt(at)] === 1 && next(at + 1)
    }
    case 'sequence':
      return node.items.map(item => compile(item, context)).reduceRight(followedBy)
    case 'choice': {
      const items = node.items.map(item => compile(item, context))
      return (at, next) => {
        step(run)
        return items.some(item => item(at, next))
      }
    }
    case 'repeat':
      return compileRepeat(node, context)
    case 'capture':
      return compileCapture(node, context)
    case 'atomic': {
      const item = compile(node.item, context)
      return (at, next) => once(run, item, at, next)
    }
    case 'look':
      return compileLook(node, context)
    case 'anchor': {
      const holds = ANCHORS[node.anchor]
      return (at, next) => holds(run, at) && next(at)
    }
    case 'backreference':
      return compileBackreference(node, context)
    case 'conditional': {
      const holds = compileCondition(node.condition, context)
      const yes = compile(node.yes, context)
      const no = compile(node.no, context)
      return (at, next) => (holds(at) ? yes(at, next) : no(at, next))
    }
    case 'call':
      return compileCall(node.groups[0] ?? 0, context)
    case 'keep':
      return (at, next) => {
        const before = run.spans[0] ?? 0
        run.spans[0] = at
        if (next(at)) return true
        run.spans[0] = before
        return false
      }
  }
}

const followedBy =
  (rest: Matcher, first: Matcher): Matcher =>
  (at, next) =>
    first(at, end => rest(end, next))

/** Matches an item in the first way it can, with no way back into it. */
const once = (run: Run, item: Matcher, at: number, next: Continue): boolean => {
  const before = run.spans.slice()
  let end = -1
  const matched = item(at, reached => {
    end = reached
    return true
  })
  if (matched && next(end)) return true
  run.spans.set(before)
  return false
}

const compileRepeat = ({ item, least, most, greed }: Node & { kind: 'repeat' }, context: Context): Matcher => {
  const { run } = context
  if (item.kind === 'octet') return compileOctets(item.set, { least, most, greed }, run)
  const body = compile(item, context)
  const iterate = (at: number, count: number, next: Continue): boolean => {
    step(run)
    const again = () =>
      count < most &&
      body(at, end => {
        // An iteration of no width ends an unlimited loop, once there are enough.
        const ends = end === at && count + 1 >= least && most === Number.POSITIVE_INFINITY
        return ends ? next(end) : iterate(end, count + 1, next)
      })
    if (count < least) return again()
    return greed === 'greedy' ? again() || next(at) : next(at) || again()
  }
  return (at, next) => iterate(at, 0, next)
}

/** A repeated octet needs no stack. */
const compileOctets = (
  set: Uint8Array,
  { least, most, greed }: { least: number; most: number; greed: 'greedy' | 'lazy' },
  run: Run,
): Matcher => {
  const fits = (at: number) => at < run.value.length && set[run.value.charCodeAt(at)] === 1
  return (at, next) => {
    let end = at
    while (end < at + least) if (!fits(end++)) return false
    passOver(run, least)
    const first = end
    if (greed === 'lazy') {
      for (;;) {
        step(run)
        if (next(end)) return true
        if (end - at >= most || !fits(end++)) return false
      }
    }
    while (end - at < most && fits(end)) end++
    passOver(run, end - at)
    for (; end >= first; end--) {
      step(run)
      if (next(end)) return true
    }
    return false
  }
}

const compileCapture = ({ group, item }: Node & { kind: 'capture' }, context: Context): Matcher => {
  const { run } = context
  const body = compile(item, context)
  return (at, next) =>
    body(at, end => {
      const startBefore = run.spans[2 * group] ?? -1
      const endBefore = run.spans[2 * group + 1] ?? -1
      run.spans[2 * group] = at
      run.spans[2 * group + 1] = end
      if (next(end)) return true
      run.spans[2 * group] = startBefore
      run.spans[2 * group + 1] = endBefore
      return false
    })
}

const compileLook = (node: Node & { kind: 'look' }, context: Context): Matcher => {
  const { run } = context
  const body = compile(node.item, context)
  const lengths = node.way === 'ahead' ? [0] : lengthsOf(node.item, context)
  const starts = (at: number) => lengths.map(octets => at - octets).filter(start => start >= 0)
  return (at, next) => {
    const arrives: Matcher = (_, onward) =>
      starts(at).some(start => body(start, end => (node.way === 'ahead' || end === at) && onward(end)))
    if (!node.negated) return once(run, arrives, at, () => next(at))
    const before = run.spans.slice()
    const found = arrives(at, () => true)
    run.spans.set(before)
    return !found && next(at)
  }
}

/** How long a lookbehind can be, the shortest first: PCRE wants each alternative to have one length. */
const lengthsOf = (item: Node, { groups }: Context): readonly number[] => {
  const lengths = (item.kind === 'choice' ? item.items : [item]).map(one => fixedLength(one, groups))
  return [...new Set(lengths.filter(octets => octets !== undefined))].sort((one, other) => one - other)
}

const compileBackreference = (node: Node & { kind: 'backreference' }, { run }: Context): Matcher => {
  const fold = node.caseless ? lowerCase : (text: ByteString) => text
  return (at, next) => {
    const group = node.groups.find(number => (run.spans[2 * number] ?? -1) >= 0)
    if (group === undefined) return false
    const text = run.value.slice(run.spans[2 * group], run.spans[2 * group + 1])
    passOver(run, text.length)
    const end = at + text.length
    return fold(run.value.slice(at, end)) === fold(text) && next(end)
  }
}

const compileCondition = (condition: Condition, context: Context): ((at: number) => boolean) => {
  const { run } = context
  if (condition.kind === 'never') return () => false
  if (condition.kind === 'isSet') return () => condition.groups.some(group => (run.spans[2 * group] ?? -1) >= 0)
  const look = compile(condition.look, context)
  return at => look(at, () => true)
}

/** A call matches its group's tree; afterwards every capture is as it was before (pcre2pattern, "Recursion"). */
const compileCall =
  (group: number, { run, bodies }: Context): Matcher =>
  (at, next) => {
    step(run)
    const before = run.spans.slice(2)
    const returned: Continue = end => {
      const inside = run.spans.slice(2)
      run.spans.set(before, 2)
      if (next(end)) return true
      run.spans.set(inside, 2)
      return false
    }
    return bodies.get(group)?.(at, returned) ?? false
  }

const isWord = (value: ByteString, at: number): boolean =>
  at >= 0 && at < value.length && WORD[value.charCodeAt(at)] === 1

const atBoundary = ({ value }: Run, at: number): boolean => isWord(value, at - 1) !== isWord(value, at)

const isLf = ({ value }: Run, at: number): boolean => value.charCodeAt(at) === 0x0a

const ANCHORS: Readonly<Record<Anchor, (run: Run, at: number) => boolean>> = {
  start: (_, at) => at === 0,
  lineStart: (run, at) => at === 0 || (at < run.value.length && isLf(run, at - 1)),
  end: ({ value }, at) => at === value.length,
  endOrLastNewline: (run, at) => at === run.value.length || (at === run.value.length - 1 && isLf(run, at)),
  lineEnd: (run, at) => at === run.value.length || isLf(run, at),
  wordBoundary: atBoundary,
  noWordBoundary: (run, at) => !atBoundary(run, at),
  searchStart: ({ start }, at) => at === start,
  anywhere: () => true,
}
