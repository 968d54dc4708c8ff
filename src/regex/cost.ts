import { areDisjoint, firstSet } from './first-set.ts'
import { mayBeEmpty } from './measure.ts'
import { everyNode, type Node } from './tree.ts'

/**
 * The longest value, in octets (a power of two), on which a backtracking search surely ends within so many steps; 0 if
 * there is none. An upper bound of the worst value's work, not of the usual one's.
 */
export const safeLength = (root: Node, steps: number): number => {
  let safe = 0
  for (let octets = 1; octets <= LONGEST && searchSteps(root, octets) <= steps; octets *= 2) safe = octets
  return safe
}

/** No value is longer. */
const LONGEST = 2 ** 30

const searchSteps = (root: Node, octets: number): number => {
  const places = octets + 1
  const { steps } = costOf(root, { octets, known: new Map() })
  return isAnchored(root) ? places + steps : places * steps
}

/** True if every match begins at the start of the value. */
const isAnchored = (node: Node): boolean => {
  const [first] = node.kind === 'sequence' ? node.items : [node]
  if (first?.kind === 'choice') return first.items.every(isAnchored)
  if (first?.kind === 'capture' || first?.kind === 'atomic') return isAnchored(first.item)
  return first?.kind === 'anchor' && first.anchor === 'start'
}

/** From one place: in how many ways a node can match, and how many steps it takes to try them all. */
type Cost = { readonly ways: number; readonly steps: number }

const ONE: Cost = { ways: 1, steps: 1 }
const UNKNOWN: Cost = { ways: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY }

/** For values of one length, what is known of the nodes. */
type Context = { readonly octets: number; readonly known: Map<Node, Cost> }

const costOf = (node: Node, context: Context): Cost => {
  const known = context.known.get(node)
  if (known !== undefined) return known
  const cost = newCost(node, context)
  context.known.set(node, cost)
  return cost
}

const newCost = (node: Node, context: Context): Cost => {
  switch (node.kind) {
    case 'empty':
    case 'octet':
    case 'anchor':
      return ONE
    case 'sequence':
      return costOfSequence(node.items, context)
    case 'choice':
      return costOfChoice(node.items, context)
    case 'repeat':
      return costOfRepeat(node, context)
    case 'capture':
      return costOf(node.item, context)
    case 'atomic':
    case 'look':
      return { ways: 1, steps: costOf(node.item, context).steps + 1 }
    case 'backreference':
      return { ways: 1, steps: context.octets + 1 }
    default:
      return UNKNOWN
  }
}

/** Each way of an item tries all that follows, save where the next octet alone says when a repetition ends. */
const costOfSequence = (items: readonly Node[], context: Context): Cost =>
  items.reduceRight<Cost>((rest, item, at) => {
    const { ways, steps } = costOf(item, context)
    return endIsPlain(item, items.slice(at + 1), context)
      ? { ways: rest.ways, steps: steps + ways * (items.length - at) + rest.steps }
      : { ways: ways * rest.ways, steps: steps + ways * rest.steps }
  }, ONE)

/** True for a repetition that cannot go on where what follows can begin, so that both together match in one way. */
const endIsPlain = (item: Node, rest: readonly Node[], context: Context): boolean => {
  if (item.kind === 'capture' || item.kind === 'atomic') return endIsPlain(item.item, rest, context)
  if (item.kind !== 'repeat' || mayBeEmpty(item.item) || rest.every(mayBeEmpty)) return false
  const begin = rest.slice(0, rest.findIndex(next => !mayBeEmpty(next)) + 1)
  if (begin.some(next => everyNode(next).some(({ kind }) => kind === 'look'))) return false
  return costOf(item.item, context).ways <= 1 && areDisjoint(firstSet([item.item]), firstSet(rest))
}

const costOfChoice = (items: readonly Node[], context: Context): Cost => {
  const costs = items.map(item => costOf(item, context))
  const steps = sum(costs.map(cost => cost.steps)) + items.length
  const ways = beginApart(items) ? Math.max(...costs.map(cost => cost.ways)) : sum(costs.map(cost => cost.ways))
  return { ways, steps }
}

/** True if the first octet says which of the alternatives it can be. */
const beginApart = (items: readonly Node[]): boolean => {
  const taken = new Uint8Array(256)
  return items.every(item => {
    if (mayBeEmpty(item)) return false
    const set = firstSet([item])
    const isApart = areDisjoint(set, taken)
    set.forEach((member, code) => {
      if (member === 1) taken[code] = 1
    })
    return isApart
  })
}

const costOfRepeat = ({ item, least, most }: Node & { kind: 'repeat' }, context: Context): Cost => {
  const once = costOf(item, context)
  // JavaScript ends a loop at an iteration of no width, so beyond those required each takes an octet.
  const rounds = Math.min(most, least + context.octets + 1)
  if (once.ways <= 1) return { ways: rounds - least + 1, steps: (rounds + 1) * (once.steps + 1) }
  const ways = once.ways ** (rounds + 1)
  return { ways, steps: ways * (once.steps + 1) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
