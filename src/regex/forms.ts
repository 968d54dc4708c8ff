import type { ByteString } from '../bytes.ts'
import { ignoresCase, startsWithAnything } from './analyse.ts'
import { safeLength } from './cost.ts'
import { CR_STAND_IN, emit, type Purpose } from './emit.ts'
import { mayBeEmpty } from './measure.ts'
import { type Anchor, children, everyNode, type Node, type Pattern } from './tree.ts'
import { unrolled } from './unroll.ts'
import { boundBacktracking, isLinear } from './v8-bounds.ts'

/** A RegExp for some values: those on which it finds what the pattern does, in a bounded number of steps. */
export type Form = {
  readonly fits: (value: ByteString) => boolean
  /** The value as the RegExp wants it, as long as it was. */
  readonly prepare: (value: ByteString) => string
  /** A part of that value as it was. */
  readonly restore: (text: string) => ByteString
  /** For the first match. */
  readonly first: RegExp
  /** With flag `g`, for a match from `lastIndex` on. */
  readonly further: () => RegExp
  /** As `Emitted` has them. */
  readonly groups: readonly (readonly number[])[]
}

/**
 * The forms of a pattern, the best first. V8 bounds by itself what its linear engine takes; an expression beyond that is used
 * for values so short that no search can take long. What fits no form is for the backtracking matcher.
 */
export const formsOf = (pattern: Pattern): readonly Form[] => {
  boundBacktracking()
  const linear = linearForm(pattern)
  if (linear?.fits === always) return [linear]
  const longestOctets = safeLength(pattern.root, SAFE_STEPS)
  const short = form(pattern, pattern.root, 'any', value => value.length <= longestOctets)
  return linear === undefined ? [short] : [linear, short]
}

/** Some 50 ms of V8's backtracking. */
const SAFE_STEPS = 10_000_000

const linearForm = (pattern: Pattern): Form | undefined => {
  const tree = unrolled(pattern.root)
  const purpose = purposeOf(pattern.root)
  if (tree === undefined || purpose === undefined) return undefined
  const endsAnyhow = purpose === 'any' || (purpose === 'lines' && lineStartsGoOn(pattern.root, 'is last'))
  const made = form(pattern, tree, purpose, endsAnyhow ? always : value => !value.endsWith('\n'))
  return isLinear(made.first.source, made.first.flags) ? made : undefined
}

const always = (): boolean => true

/** For which values the tree can be said without lookarounds; for none if it asks for lines and the whole value. */
const purposeOf = (root: Node): Purpose | undefined => {
  const anchors = new Set(everyNode(root).flatMap(node => (node.kind === 'anchor' ? [node.anchor] : [])))
  const some = (...names: readonly Anchor[]): boolean => names.some(name => anchors.has(name))
  if (some('lineStart', 'lineEnd')) return some('start', 'end', 'endOrLastNewline') ? undefined : 'lines'
  return some('endOrLastNewline') ? 'no LF' : 'any'
}

/** True if an octet follows each `^`: PCRE's does not match behind the LF at a value's end, V8's does. */
const lineStartsGoOn = (node: Node, place: 'is last' | 'goes on'): boolean => {
  if (node.kind === 'anchor') return node.anchor !== 'lineStart' || place === 'goes on'
  if (node.kind !== 'sequence') return children(node).every(child => lineStartsGoOn(child, place))
  return node.items.every((item, at) =>
    lineStartsGoOn(item, node.items.slice(at + 1).every(mayBeEmpty) ? place : 'goes on'),
  )
}

const form = (
  { root, groupCount }: Pattern,
  tree: Node,
  purpose: Purpose,
  fits: (value: ByteString) => boolean,
): Form => {
  const { source, groups } = emit(tree, groupCount, purpose)
  const flags = `${ignoresCase(tree) ? 'i' : ''}${purpose === 'lines' ? 'm' : ''}s`
  let further: RegExp | undefined
  return {
    fits,
    prepare: purpose === 'lines' ? withStandIns : value => value,
    restore: purpose === 'lines' ? text => text.replaceAll(CR_STAND_IN, '\r') : text => text,
    first: new RegExp(startsWithAnything(root) ? `^(?:${source})` : source, flags),
    further: () => {
      further ??= new RegExp(source, `${flags}g`)
      return further
    },
    groups,
  }
}

const withStandIns = (value: ByteString): string => (value.includes('\r') ? value.replaceAll('\r', CR_STAND_IN) : value)
