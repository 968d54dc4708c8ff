import { type ByteString, lowerCase } from '../bytes.ts'

/** Finds the first phrase that ends in a value, or undefined. */
export type PhraseMatcher = (value: ByteString) => ByteString | undefined

/**
 * The phrases as one automaton, without regard to ASCII case. As `acmp_process_quick` of mod_security2
 * (apache2/acmp.c, the same in libmodsecurity's src/utils/acmp.cc), its faults included:
 * - what comes back is spelt as in the phrase that brought the text into the tree first; if only the tail of the text
 *   read so far is a phrase, the whole of that text comes back ("abc" for the phrases "abcd" and "bc");
 * - a fail link looks one step back only, so some phrases are missed ("bc" in "xabc" with "xabcz", "abd" and "bc").
 */
export const phraseMatcher = (phrases: readonly ByteString[]): PhraseMatcher => {
  const { classOf, classCount } = alphabet(phrases)
  const trie = growTrie(phrases, classOf)
  const live = linkLive(trie)
  const { table, found } = fillTable(trie, live, classCount)
  return value => {
    let state = 0
    for (let at = 0; at < value.length; at++) {
      state = table[state * classCount + (classOf[value.charCodeAt(at)] ?? 0)] ?? 0
      if (state < 0) return found[-1 - state]
    }
    return undefined
  }
}

/** Class 0 is every octet that no phrase has; both cases of a letter have one class. */
const alphabet = (phrases: readonly ByteString[]): { classOf: Uint16Array; classCount: number } => {
  const classOf = new Uint16Array(256)
  let classCount = 1
  for (const phrase of phrases) {
    const folded = lowerCase(phrase)
    for (let at = 0; at < folded.length; at++) {
      const code = folded.charCodeAt(at)
      if (classOf[code] === 0) classOf[code] = classCount++
    }
  }
  for (let upper = 0x41; upper <= 0x5a; upper++) classOf[upper] = classOf[upper + 0x20] ?? 0
  return { classOf, classCount }
}

/** A node of the tree of phrases; `text` is what leads to it, as first spelt. */
type TrieNode = {
  readonly children: Map<number, TrieNode>
  readonly text: () => ByteString
  isPhrase: boolean
  fail: TrieNode | undefined
  /** It is a phrase or ends with one. */
  accepts: boolean
  /** Its row in the table, or -1 - its place among the accepting. */
  state: number
}

const newNode = (text: () => ByteString): TrieNode => ({
  children: new Map(),
  text,
  isPhrase: false,
  fail: undefined,
  accepts: false,
  state: 0,
})

const growTrie = (phrases: readonly ByteString[], classOf: Uint16Array): TrieNode => {
  const root = newNode(() => '')
  for (const phrase of phrases) {
    let node = root
    for (let at = 0; at < phrase.length; at++) {
      const symbol = classOf[phrase.charCodeAt(at)] ?? 0
      let child = node.children.get(symbol)
      if (child === undefined) {
        child = newNode(() => phrase.slice(0, at + 1))
        node.children.set(symbol, child)
      }
      node = child
    }
    if (node !== root) node.isPhrase = true
  }
  return root
}

/**
 * Sets the fail links and gathers, by depth, the nodes that a search can rest in. A search ends at a node that
 * accepts, so what lies below it is left out.
 */
const linkLive = (root: TrieNode): readonly TrieNode[] => {
  const live = [root]
  for (let next = 0; next < live.length; next++) {
    const node = live[next] ?? root
    for (const [symbol, child] of node.children) {
      const fail = node === root ? root : (node.fail?.children.get(symbol) ?? root)
      child.fail = fail
      child.accepts = child.isPhrase || fail.accepts
      if (!child.accepts) child.state = live.push(child) - 1
    }
  }
  return live
}

/** The next state for each live node and class; a negative one is where the search ends, with what it found. */
const fillTable = (
  root: TrieNode,
  live: readonly TrieNode[],
  classCount: number,
): { table: Int16Array | Int32Array; found: readonly ByteString[] } => {
  const accepting = live.flatMap(node => [...node.children.values()].filter(child => child.accepts))
  const largest = Math.max(live.length, accepting.length)
  const size = live.length * classCount
  const table = largest < 0x7fff ? new Int16Array(size) : new Int32Array(size)
  for (const [index, node] of accepting.entries()) node.state = -1 - index
  for (const node of live) {
    const row = node.state * classCount
    const from = (node.fail ?? root).state * classCount
    if (node !== root) table.copyWithin(row, from, from + classCount)
    for (const [symbol, child] of node.children) table[row + symbol] = child.state
  }
  return { table, found: accepting.map(node => node.text()) }
}
