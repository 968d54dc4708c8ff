import { areDisjoint, firstSet } from './first-set.ts'
import { mayBeEmpty } from './measure.ts'
import { children, type Node } from './tree.ts'

/**
 * The tree as V8's linear engine takes it, with the same matches and captures, or undefined where it cannot be said:
 * back references, lookarounds and atomic groups are beyond that engine, and it repeats nothing more than sixteen times,
 * nested repetitions multiplied (V8 11.3, src/regexp/experimental/experimental.cc, `CanBeHandledVisitor`).
 */
export const unrolled = (root: Node): Node | undefined => {
  if (isTaken(root, 1)) return root
  const tree = unroll(root)
  return tree !== undefined && size(tree) <= MOST_NODES ? tree : undefined
}

/** What V8's `kMaxReplicationFactor` allows. */
const MOST_COPIES = 16

/** A larger one is too much for an engine that goes through all of it at each octet: `(?:a{255}){255}`. */
const MOST_NODES = 1_500

/** True if the engine takes the node as it is, where what stands around it is repeated so often. */
const isTaken = (node: Node, copies: number): boolean => {
  switch (node.kind) {
    case 'empty':
    case 'octet':
    case 'anchor':
      return true
    case 'sequence':
    case 'choice':
      return node.items.every(item => isTaken(item, copies))
    case 'capture':
      return isTaken(node.item, copies)
    case 'repeat': {
      const inside = copies * repetitions(node)
      return inside <= MOST_COPIES && isTaken(node.item, inside)
    }
    default:
      return false
  }
}

const unroll = (node: Node): Node | undefined => {
  switch (node.kind) {
    case 'sequence':
      return unrollSequence(node.items)
    case 'choice': {
      const items = all(node.items.map(unroll))
      return items && { kind: 'choice', items }
    }
    case 'capture': {
      const item = unroll(node.item)
      return item && { ...node, item }
    }
    case 'atomic':
      return givesNothingBack(node.item, []) ? unroll(node.item) : undefined
    case 'repeat':
      return unrollRepeat(node)
    case 'empty':
    case 'octet':
    case 'anchor':
      return node
    default:
      return undefined
  }
}

const unrollSequence = (nodes: readonly Node[]): Node | undefined => {
  const items = all(
    nodes.map((node, at) =>
      node.kind === 'atomic' && givesNothingBack(node.item, nodes.slice(at + 1)) ? unroll(node.item) : unroll(node),
    ),
  )
  return items && sequence(items)
}

/** True for a run of octets that what follows could take nothing from: then it makes no difference that it is atomic. */
const givesNothingBack = (item: Node, rest: readonly Node[]): boolean =>
  item.kind === 'repeat' &&
  item.greed === 'greedy' &&
  item.most === Number.POSITIVE_INFINITY &&
  item.item.kind === 'octet' &&
  !rest.every(mayBeEmpty) &&
  areDisjoint(item.item.set, firstSet(rest))

type Repeat = Node & { kind: 'repeat' }

/** A repetition as smaller ones behind and in each other, tried in the order in which the whole would be. */
const unrollRepeat = (node: Repeat): Node | undefined => {
  const { least, most, greed } = node
  const item = unroll(node.item)
  if (item === undefined) return undefined
  const copies = copiesOf(item)
  if (copiesOf({ ...node, item }) <= MOST_COPIES) return { ...node, item }
  const atOnce = Math.max(1, Math.floor(MOST_COPIES / copies))
  if (most === Number.POSITIVE_INFINITY) {
    const endless: Repeat = { kind: 'repeat', item, least: 0, most, greed }
    return copiesOf(endless) <= MOST_COPIES ? sequence([...exactly(item, least, atOnce), endless]) : undefined
  }
  if (most > least && mayBeEmpty(item)) return undefined
  // What is counted makes the tree; a count that would make it too large is not begun with.
  if (most * size(item) > MOST_NODES) return undefined
  return sequence([...exactly(item, least, atOnce), ...upTo({ item, most: most - least, greed }, atOnce)])
}

/** How many copies of the node's innermost item V8 makes. */
const copiesOf = (node: Node): number => {
  const inside = Math.max(1, ...children(node).map(copiesOf))
  if (node.kind !== 'repeat') return inside
  return inside * repetitions(node)
}

const repetitions = ({ least, most }: Repeat): number =>
  Math.max(1, most === Number.POSITIVE_INFINITY ? least + 1 : most)

const exactly = (item: Node, count: number, atOnce: number): readonly Node[] => {
  const parts: Node[] = []
  for (let left = count; left > 0; left -= atOnce) {
    const some = Math.min(left, atOnce)
    parts.push(some === 1 ? item : { kind: 'repeat', item, least: some, most: some, greed: 'greedy' })
  }
  return parts
}

const upTo = ({ item, most, greed }: Pick<Repeat, 'item' | 'most' | 'greed'>, atOnce: number): readonly Node[] => {
  if (most <= 0) return []
  if (most <= atOnce) return [{ kind: 'repeat', item, least: 0, most, greed }]
  if (item.kind === 'octet') {
    // An octet matches in one way, so more of them and fewer of them are two alternatives.
    const fewer: Node = { kind: 'repeat', item, least: 0, most: atOnce - 1, greed }
    const more = sequence([...exactly(item, atOnce, atOnce), ...upTo({ item, most: most - atOnce, greed }, atOnce)])
    return [{ kind: 'choice', items: greed === 'greedy' ? [more, fewer] : [fewer, more] }]
  }
  const onward = sequence([item, ...upTo({ item, most: most - 1, greed }, atOnce)])
  return [{ kind: 'repeat', item: onward, least: 0, most: 1, greed }]
}

const sequence = (items: readonly Node[]): Node => {
  const [only] = items
  return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items }
}

const all = (nodes: readonly (Node | undefined)[]): readonly Node[] | undefined => {
  const found = nodes.filter(node => node !== undefined)
  return found.length === nodes.length ? found : undefined
}

const size = (node: Node): number => 1 + children(node).reduce((total, child) => total + size(child), 0)
