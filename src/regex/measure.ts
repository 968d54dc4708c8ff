import { children, everyNode, type Node, type Pattern } from './tree.ts'

/** True if `\K` is in the tree. */
export const hasKeep = (node: Node): boolean => node.kind === 'keep' || children(node).some(hasKeep)

/** How many octets each match of the node takes, if that is always the same; what a PCRE lookbehind needs. */
export const fixedLength = (
  node: Node,
  groups: Pattern['groups'],
  calls: readonly number[] = [],
): number | undefined => {
  const inner = (item: Node) => fixedLength(item, groups, calls)
  switch (node.kind) {
    case 'octet':
      return 1
    case 'sequence':
      return node.items.map(inner).reduce((sum, length) => add(sum, length), 0)
    case 'choice':
      return same(node.items.map(inner))
    case 'repeat': {
      if (node.item.kind === 'look' && node.item.way === 'ahead') return 0
      const length = inner(node.item)
      return length !== undefined && node.least === node.most ? length * node.least : undefined
    }
    case 'capture':
    case 'atomic':
      return inner(node.item)
    case 'conditional':
      return node.condition.kind === 'never' ? 0 : same([inner(node.yes), inner(node.no)])
    case 'backreference':
    case 'call':
      return same(node.groups.map(group => ofGroup(node, group, groups, calls)))
    default:
      return 0
  }
}

/** True unless each match of the node surely takes an octet. */
export const mayBeEmpty = (node: Node): boolean => {
  switch (node.kind) {
    case 'octet':
      return false
    case 'sequence':
      return node.items.every(mayBeEmpty)
    case 'choice':
      return node.items.some(mayBeEmpty)
    case 'repeat':
      return node.least === 0 || mayBeEmpty(node.item)
    case 'capture':
    case 'atomic':
      return mayBeEmpty(node.item)
    default:
      return true
  }
}

const add = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other

const same = (lengths: readonly (number | undefined)[]): number | undefined =>
  lengths.every(length => length === lengths[0]) ? lengths[0] : undefined

/** As PCRE2: a group that holds the reference itself, or the whole pattern, has no fixed length. */
const ofGroup = (
  reference: Node,
  group: number,
  groups: Pattern['groups'],
  calls: readonly number[],
): number | undefined => {
  const target = groups.get(group)
  if (target === undefined || group === 0 || calls.includes(group) || everyNode(target).includes(reference))
    return undefined
  return fixedLength(target, groups, [...calls, group])
}
