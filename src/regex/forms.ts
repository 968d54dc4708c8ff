import type { ByteString } from '../bytes.ts'
import { ignoresCase, startsWithAnything } from './analyse.ts'
import { safeLength } from './cost.ts'
import { emit, type Purpose } from './emit.ts'
import { mayBeEmpty } from './measure.ts'
import { type Anchor, children, type Node, type Pattern } from './tree.ts'
import { unrolled } from './unroll.ts'
import { boundBacktracking, isLinear } from './v8-bounds.ts'

/** A RegExp for some values: those on which it finds what the pattern does, in a bounded number of steps. */
export type Form = {
  /** The longest value that it is for. */
  readonly longestOctets: number
  /** Where values that it is for may have an LF. */
  readonly lf: 'anywhere' | 'not last' | 'nowhere'
  /** Whether it wants CR_STAND_IN in place of each CR. */
  readonly hasStandIns: boolean
  /** For the first match. */
  readonly first: RegExp
  /** With flag `g`, for a match from `lastIndex` on. */
  readonly further: () => RegExp
  /** As `Emitted` has them. */
  readonly groups: readonly (readonly number[])[]
}

/** True if the form is for the value. */
export const fits = ({ longestOctets, lf }: Form, value: ByteString): boolean => {
  if (value.length > longestOctets) return false
  if (lf === 'anywhere') return true
  return lf === 'nowhere' ? !value.includes('\n') : !value.endsWith('\n')
}

/**
 * The forms of a pattern, in the order to try them. V8 bounds by itself what its linear engine takes; an expression beyond
 * that is used for values so short that no search takes long. What fits no form is for the backtracking matcher.
 */
export const formsOf = (pattern: Pattern): readonly [best: Form, other?: Form] => {
  boundBacktracking()
  const linear = linearForm(pattern)
  if (linear?.lf === 'anywhere') return [linear]
  const longestOctets = safeLength(pattern.root, SAFE_STEPS)
  const short = form(pattern, pattern.root, { purpose: 'any', longestOctets, lf: 'anywhere' })
  return linear === undefined ? [short] : [linear, short]
}

/** Some milliseconds of V8's backtracking. */
const SAFE_STEPS = 1_000_000

const linearForm = (pattern: Pattern): Form | undefined => {
  const tree = unrolled(pattern.root)
  const purpose = purposeOf(anchorsOf(pattern.root, new Set()))
  if (tree === undefined) return undefined
  const lf = purpose === 'lines' && lineStartsGoOn(pattern.root, 'is last') ? 'anywhere' : LF_OF[purpose]
  const made = form(pattern, tree, { purpose, longestOctets: Number.POSITIVE_INFINITY, lf })
  return isLinear(made.first.source, made.first.flags) ? made : undefined
}

const anchorsOf = (node: Node, found: Set<Anchor>): ReadonlySet<Anchor> => {
  if (node.kind === 'anchor') found.add(node.anchor)
  for (const child of children(node)) anchorsOf(child, found)
  return found
}

const LF_OF: Readonly<Record<Purpose, Form['lf']>> = {
  any: 'anywhere',
  lines: 'not last',
  'no LF last': 'not last',
  'no LF': 'nowhere',
}

/** For which values a tree with such anchors can be said without lookarounds. */
const purposeOf = (anchors: ReadonlySet<Anchor>): Purpose => {
  const some = (...names: readonly Anchor[]): boolean => names.some(name => anchors.has(name))
  if (some('lineStart', 'lineEnd')) return some('start', 'end', 'endOrLastNewline') ? 'no LF' : 'lines'
  return some('endOrLastNewline') ? 'no LF last' : 'any'
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
  { purpose, ...bounds }: Pick<Form, 'longestOctets' | 'lf'> & { readonly purpose: Purpose },
): Form => {
  const { source, groups } = emit(tree, groupCount, purpose)
  const flags = `${ignoresCase(tree) ? 'i' : ''}${purpose === 'lines' ? 'm' : ''}s`
  let further: RegExp | undefined
  return {
    ...bounds,
    hasStandIns: purpose === 'lines',
    first: new RegExp(startsWithAnything(root) ? `^(?:${source})` : source, flags),
    further: () => {
      further ??= new RegExp(source, `${flags}g`)
      return further
    },
    groups,
  }
}
