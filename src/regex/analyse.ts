import { members } from './byte-set.ts'
import { mayBeEmpty } from './measure.ts'
import { children, everyNode, type Node, type Pattern } from './tree.ts'

/**
 * How far a JavaScript RegExp made from the tree finds the same as PCRE does: everything, only where each match is
 * (PCRE keeps the captures of earlier iterations, JavaScript drops them), or not even that.
 */
export type Fidelity = 'exact' | 'exact but captures' | 'none'

/**
 * Judges a tree, on the safe side. What JavaScript cannot say: conditions, calls, `\K`, `\G`; a back reference to a
 * group that may be unset (PCRE fails, JavaScript matches the empty string) or that has a duplicate; captures or
 * atomic groups in a lookbehind (JavaScript matches those from right to left); an iteration that may be empty before
 * a longer one was tried (PCRE takes it and ends the loop, JavaScript refuses it).
 */
export const judge = (pattern: Pattern): Fidelity => {
  const { root } = pattern
  const all = everyNode(root)
  const findings = new Set<Fidelity>()
  const numbers = all.flatMap(node => (node.kind === 'capture' ? [node.group] : []))
  const duplicated = new Set(numbers).size < numbers.length
  for (const node of all) findings.add(judgeAlone(node))
  const references = all.filter(node => node.kind === 'backreference')
  if (references.length > 0) {
    if (duplicated || !refersOnlyToSet(root, new Set()) || findings.has('exact but captures')) return 'none'
    if (!foldsAlike(references, all, pattern.groups)) return 'none'
  }
  if (findings.has('none')) return 'none'
  return findings.has('exact but captures') ? 'exact but captures' : 'exact'
}

/** True if the tree has back references that ignore case; only then is the `i` flag needed. */
export const ignoresCase = (root: Node): boolean =>
  everyNode(root).some(node => node.kind === 'backreference' && node.caseless)

/**
 * True if the pattern starts with a repeat of any octet without end (`.*…` with DOTALL). Then it matches from the start
 * of a value or nowhere, and a search need not try each place: PCRE finds this too.
 */
export const startsWithAnything = (node: Node): boolean => {
  const [first] = children(node)
  if (node.kind === 'choice') return node.items.every(startsWithAnything)
  if (node.kind === 'sequence') return first !== undefined && startsWithAnything(first)
  return (
    node.kind === 'repeat' &&
    node.most === Number.POSITIVE_INFINITY &&
    first?.kind === 'octet' &&
    !first.set.includes(0)
  )
}

const judgeAlone = (node: Node): Fidelity => {
  switch (node.kind) {
    case 'conditional':
    case 'call':
    case 'keep':
      return 'none'
    case 'anchor':
      return node.anchor === 'searchStart' ? 'none' : 'exact'
    case 'look': {
      const directed = (inner: Node) =>
        inner.kind === 'capture' || inner.kind === 'atomic' || inner.kind === 'backreference'
      return node.way === 'behind' && everyNode(node.item).some(directed) ? 'none' : 'exact'
    }
    case 'repeat':
      return judgeRepeat(node)
    default:
      return 'exact'
  }
}

const judgeRepeat = ({ item, least, most }: Node & { kind: 'repeat' }): Fidelity => {
  if (most <= 1) return 'exact'
  const captures = everyNode(item).flatMap(node => (node.kind === 'capture' ? [node.group] : []))
  if (mayBeEmpty(item) && most > least) {
    if (!emptyComesLast(item)) return 'none'
    if (captures.length > 0) return 'exact but captures'
  }
  const surely = surelySet(item)
  return captures.every(group => surely.has(group)) ? 'exact' : 'exact but captures'
}

/** True if, of all ways the node can match at a place, those of no width are tried after the others. */
const emptyComesLast = (node: Node): boolean => {
  if (!mayBeEmpty(node)) return true
  switch (node.kind) {
    case 'sequence':
      return node.items.every(emptyComesLast)
    case 'choice':
      return (
        node.items.every((item, index) => index === node.items.length - 1 || !mayBeEmpty(item)) &&
        node.items.every(emptyComesLast)
      )
    case 'repeat':
      return node.greed === 'greedy' && emptyComesLast(node.item)
    case 'capture':
      return emptyComesLast(node.item)
    case 'conditional':
    case 'call':
      return false
    default:
      return true
  }
}

/** The groups that are set whenever the node has matched. */
const surelySet = (node: Node): ReadonlySet<number> => {
  switch (node.kind) {
    case 'sequence':
      return new Set(node.items.flatMap(item => [...surelySet(item)]))
    case 'choice': {
      const [first, ...others] = node.items.map(surelySet)
      return new Set([...(first ?? [])].filter(group => others.every(other => other.has(group))))
    }
    case 'repeat':
      return node.least > 0 ? surelySet(node.item) : NO_GROUPS
    case 'capture':
      return new Set([node.group, ...surelySet(node.item)])
    case 'atomic':
      return surelySet(node.item)
    case 'look':
      return node.negated ? NO_GROUPS : surelySet(node.item)
    default:
      return NO_GROUPS
  }
}

const NO_GROUPS: ReadonlySet<number> = new Set()

/** True if each back reference comes where its group is surely set; `before` is what is set before the node. */
const refersOnlyToSet = (node: Node, before: ReadonlySet<number>): boolean => {
  if (node.kind === 'backreference') return node.groups.length === 1 && node.groups.every(group => before.has(group))
  if (node.kind !== 'sequence') return children(node).every(child => refersOnlyToSet(child, before))
  const set = new Set(before)
  return node.items.every(item => {
    if (!refersOnlyToSet(item, set)) return false
    for (const group of surelySet(item)) set.add(group)
    return true
  })
}

/**
 * True if JavaScript compares the references' texts as PCRE does. With the `i` flag it folds Latin-1 letters too, in
 * the whole expression: so all references must ignore case, and no set may tell apart what it folds.
 */
const foldsAlike = (references: readonly Node[], all: readonly Node[], groups: Pattern['groups']): boolean => {
  const caseless = references.filter(node => node.kind === 'backreference' && node.caseless)
  if (caseless.length === 0) return true
  if (caseless.length < references.length) return false
  if (!all.every(node => node.kind !== 'octet' || isFoldedSet(node.set))) return false
  const referred = references.flatMap(node => (node.kind === 'backreference' ? node.groups : []))
  return referred.every(group => {
    const target = groups.get(group)
    return (
      target !== undefined &&
      everyNode(target).every(node => node.kind !== 'octet' || !members(node.set).some(isLatinLetter))
    )
  })
}

const isLatinLetter = (code: number): boolean => code >= 0xc0 && code !== 0xd7 && code !== 0xf7

const isFoldedSet = (set: Uint8Array): boolean => {
  const alike = (first: number, last: number, distance: number) => {
    for (let code = first; code <= last; code++) {
      if (code !== 0xd7 && set[code] !== set[code + distance]) return false
    }
    return true
  }
  return alike(0x41, 0x5a, 0x20) && alike(0xc0, 0xde, 0x20)
}
