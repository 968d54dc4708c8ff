import { ANY, addSet, type ByteSet } from './byte-set.ts'
import { mayBeEmpty } from './measure.ts'
import type { Node } from './tree.ts'

/** The octets that a match of these nodes, one behind the other, may begin with: every octet where it may be empty. */
export const firstSet = (items: readonly Node[]): ByteSet => {
  const set = new Uint8Array(256)
  for (const item of items) {
    addSet(set, firstOf(item))
    if (!mayBeEmpty(item)) return set
  }
  return ANY
}

/** True if no octet is in both. */
export const areDisjoint = (one: ByteSet, other: ByteSet): boolean =>
  one.every((member, code) => member === 0 || other[code] === 0)

/** What the first octet of the node can be, where it takes one. */
const firstOf = (node: Node): ByteSet => {
  switch (node.kind) {
    case 'octet':
      return node.set
    case 'sequence': {
      const set = new Uint8Array(256)
      for (const item of node.items) {
        addSet(set, firstOf(item))
        if (!mayBeEmpty(item)) break
      }
      return set
    }
    case 'choice': {
      const set = new Uint8Array(256)
      for (const item of node.items) addSet(set, firstOf(item))
      return set
    }
    case 'repeat':
    case 'capture':
    case 'atomic':
      return firstOf(node.item)
    case 'empty':
    case 'look':
    case 'anchor':
    case 'keep':
      return NOTHING
    default:
      return ANY
  }
}

const NOTHING: ByteSet = new Uint8Array(256)
