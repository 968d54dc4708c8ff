import type { ByteString } from '../../../src/bytes.ts'
import { members } from '../../../src/regex/byte-set.ts'
import { children, type Node } from '../../../src/regex/tree.ts'

/** Random integers below a bound, the same for the same seed. */
export type Random = (below: number) => number

/** A seeded generator (mulberry32). */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

/** One of the items. */
export const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random(items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** A text for a regex: sampled from its own tree, taken from a corpus and changed, or made of octets at random. */
export const inputFor = (
  root: Node,
  alphabet: ByteString,
  corpus: readonly ByteString[],
  random: Random,
): ByteString => {
  const kind = random(20)
  if (kind < 6) return sampleText(root, random)
  if (kind < 10) return mutate(sampleText(root, random), alphabet, random)
  if (kind < 12) return randomText(alphabet, random) + sampleText(root, random) + randomText(alphabet, random)
  if (kind < 16 && corpus.length > 0) return mutate(pick(random, corpus), alphabet, random)
  if (kind < 18) return randomText(alphabet, random)
  return randomText(OCTETS, random)
}

/** The octets that a tree's smaller sets name, with both cases and a few neighbours. */
export const alphabetOf = (root: Node): ByteString => {
  const codes = new Set([0x00, 0x0a, 0x20, 0x61, 0x41, 0xe9, 0xc9])
  const visit = (node: Node): void => {
    const found = node.kind === 'octet' ? members(node.set) : []
    if (found.length <= 64) for (const code of found) codes.add(code).add(code ^ 0x20)
    for (const child of children(node)) visit(child)
  }
  visit(root)
  return String.fromCharCode(...codes)
}

const OCTETS = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))
const LONGEST = 400

/** A text that the tree matches, save for what its lookarounds and places ask. */
const sampleText = (root: Node, random: Random): ByteString => {
  const captured = new Map<number, ByteString>()
  let budget = LONGEST
  const sample = (node: Node): ByteString => {
    if (budget <= 0) return ''
    switch (node.kind) {
      case 'octet': {
        budget--
        const codes = members(node.set)
        return codes.length === 0 ? '' : String.fromCharCode(pick(random, codes))
      }
      case 'sequence':
        return node.items.map(sample).join('')
      case 'choice':
        return sample(pick(random, node.items))
      case 'repeat': {
        const count = Math.min(node.least + random(4), node.most, node.least + LONGEST)
        return Array.from({ length: count }, () => sample(node.item)).join('')
      }
      case 'capture': {
        const text = sample(node.item)
        captured.set(node.group, text)
        return text
      }
      case 'atomic':
        return sample(node.item)
      case 'look':
        return random(3) === 0 ? sample(node.item) : ''
      case 'backreference':
        return node.groups.map(group => captured.get(group) ?? '').join('')
      case 'conditional':
        return sample(random(2) === 0 ? node.yes : node.no)
      default:
        return ''
    }
  }
  return sample(root).slice(0, LONGEST)
}

const randomText = (alphabet: ByteString, random: Random): ByteString =>
  Array.from({ length: random(24) }, () => alphabet.charAt(random(alphabet.length))).join('')

const mutate = (text: ByteString, alphabet: ByteString, random: Random): ByteString => {
  let changed = text
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(changed.length + 1)
    const cut = random(3)
    const added = random(2) === 0 ? alphabet.charAt(random(alphabet.length)) : ''
    changed = changed.slice(0, at) + added + changed.slice(at + cut)
  }
  return changed
}
