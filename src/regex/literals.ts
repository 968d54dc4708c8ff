import type { ByteString } from '../bytes.ts'
import { type ByteSet, foldSet, members } from './byte-set.ts'
import type { Node } from './tree.ts'

/** Most literals that one regex may need; past it the regex counts as having none. */
const MOST_LITERALS = 400

/**
 * Literals in ASCII lower case, none of them empty, of which each value that the tree matches, lower-cased, contains
 * at least one; undefined if none were found. A filter that skips values without any can never skip a match.
 */
export const requiredLiterals = (root: Node): readonly ByteString[] | undefined => {
  const { exact, inside } = know(root)
  const best = better(inside, usable(exact))
  return best === undefined ? undefined : [...new Set(best)]
}

/** `exact`: all texts a node can take, lower-cased. `inside`: texts of which each match of it contains one. */
type Known = { readonly exact?: Texts | undefined; readonly inside?: Texts | undefined }
type Texts = readonly ByteString[]

const MOST_EXACT = 64
const MOST_OF_A_SET = 4
const LONGEST_EXACT = 40
const NO_WIDTH: Known = { exact: [''] }

const know = (node: Node): Known => {
  switch (node.kind) {
    case 'octet':
      return { exact: ofSet(node.set) }
    case 'empty':
    case 'anchor':
    case 'keep':
    case 'look':
      return NO_WIDTH
    case 'sequence':
      return knowSequence(node.items)
    case 'choice':
      return knowChoice(node.items)
    case 'repeat':
      return knowRepeat(node)
    case 'capture':
    case 'atomic':
      return know(node.item)
    default:
      return {}
  }
}

const ofSet = (set: ByteSet): Texts | undefined => {
  const lower = members(foldSet(set)).filter(code => code < 0x41 || code > 0x5a)
  return lower.length <= MOST_OF_A_SET ? lower.map(code => String.fromCharCode(code)) : undefined
}

const knowSequence = (items: readonly Node[]): Known => {
  let run: Texts = ['']
  let inside: Texts | undefined
  let whole = true
  for (const item of items) {
    const known = know(item)
    inside = better(inside, known.inside)
    const longer: Texts | undefined = known.exact === undefined ? undefined : product(run, known.exact)
    if (longer === undefined) {
      inside = better(inside, usable(run))
      whole = false
    }
    run = longer ?? known.exact ?? ['']
  }
  return whole ? { exact: run, inside } : { inside: better(inside, usable(run)) }
}

const product = (starts: Texts, ends: Texts): Texts | undefined => {
  if (starts.length * ends.length > MOST_EXACT) return undefined
  const texts = starts.flatMap(start => ends.map(end => start + end))
  return texts.every(text => text.length <= LONGEST_EXACT) ? texts : undefined
}

const knowChoice = (items: readonly Node[]): Known => {
  const all = items.map(know)
  const exact = union(all.map(known => known.exact))
  const inside = union(all.map(known => better(known.inside, usable(known.exact))))
  return { exact: exact !== undefined && exact.length <= MOST_EXACT ? exact : undefined, inside }
}

const union = (sets: readonly (Texts | undefined)[]): Texts | undefined => {
  const joined = new Set<ByteString>()
  for (const texts of sets) {
    if (texts === undefined) return undefined
    for (const text of texts) joined.add(text)
  }
  return joined.size <= MOST_LITERALS ? [...joined] : undefined
}

const knowRepeat = ({ item, least, most }: Node & { kind: 'repeat' }): Known => {
  if (most === 0) return NO_WIDTH
  const known = know(item)
  if (least === 0) {
    return most === 1 && known.exact !== undefined ? { exact: [...known.exact, ''] } : {}
  }
  const inside = better(known.inside, usable(known.exact))
  if (least !== most || known.exact === undefined) return { inside }
  let exact: Texts | undefined = ['']
  for (let count = 0; count < least && exact !== undefined; count++) exact = product(exact, known.exact)
  return { exact, inside }
}

const usable = (texts: Texts | undefined): Texts | undefined =>
  texts === undefined || texts.length === 0 || texts.includes('') ? undefined : texts

/** The set whose shortest text is longer; the smaller of two alike. */
const better = (one: Texts | undefined, other: Texts | undefined): Texts | undefined => {
  if (one === undefined || other === undefined) return one ?? other
  const difference = shortest(one) - shortest(other)
  if (difference !== 0) return difference > 0 ? one : other
  return one.length <= other.length ? one : other
}

const shortest = (texts: Texts): number =>
  texts.reduce((least, text) => Math.min(least, text.length), Number.POSITIVE_INFINITY)
