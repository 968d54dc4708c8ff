import { type ByteString, lowerCase } from '../bytes.ts'
import type { Entry } from '../values.ts'

type Node = { readonly entry: Entry; readonly key: ByteString; readonly hash: bigint; next: Node | undefined }

/**
 * The order in which libmodsecurity hands out a collection's entries. It keeps them in an `unordered_multimap` whose
 * hash is the sum of the key's bytes in lower case, and inserts each at the front of the result when it is asked for
 * all (headers/modsecurity/anchored_set_variable.h, src/anchored_set_variable.cc, 3.0.13). So the order is that of
 * libstdc++'s hash table (GCC's bits/hashtable.h) backwards: values of one name side by side, oldest first, and names
 * in the order of arrival unless they share a bucket.
 */
export const multimapOrder = (entries: readonly Entry[]): readonly Entry[] => {
  if (entries.length < 2) return entries
  const table = new Table()
  for (const entry of entries) table.insert(entry)
  return table.entries().reverse()
}

/** Size after the constructor's `reserve(10)`. */
const FIRST_SIZE = 11
/** The sizes that follow: each the first prime of libstdc++'s list that is not less than twice the one before. */
const NEXT_SIZE: ReadonlyMap<number, number> = new Map([
  ...([
    [11, 23],
    [23, 47],
    [47, 97],
    [97, 199],
    [199, 409],
    [409, 823],
    [823, 1741],
    [1741, 3739],
  ] as const),
  ...([
    [3739, 7517],
    [7517, 15173],
    [15173, 30727],
    [30727, 62233],
    [62233, 126_271],
  ] as const),
])

/** The part of `std::_Hashtable` that decides the order. A bucket holds the node before its first one. */
class Table {
  readonly #beforeBegin: Pick<Node, 'next'> = { next: undefined }
  #buckets: (Pick<Node, 'next'> | undefined)[] = new Array(FIRST_SIZE)
  #count = 0

  /** `_M_insert_multi_node` without a hint. */
  insert(entry: Entry): void {
    if (this.#count + 1 > this.#buckets.length)
      this.#rehash(NEXT_SIZE.get(this.#buckets.length) ?? this.#buckets.length * 2 + 1)
    const key = lowerCase(entry.key ?? '')
    const node: Node = { entry, key, hash: hashOf(key), next: undefined }
    const before = this.#beforeEqual(node)
    if (before === undefined) this.#insertAtBucketBegin(node)
    else {
      node.next = before.next
      before.next = node
    }
    this.#count++
  }

  entries(): Entry[] {
    const all: Entry[] = []
    for (let node = this.#beforeBegin.next; node !== undefined; node = node.next) all.push(node.entry)
    return all
  }

  #bucketOf({ hash }: Node): number {
    return Number(hash % BigInt(this.#buckets.length))
  }

  #beforeEqual(wanted: Node): Pick<Node, 'next'> | undefined {
    const bucket = this.#bucketOf(wanted)
    let before = this.#buckets[bucket]
    while (before?.next !== undefined && this.#bucketOf(before.next) === bucket) {
      if (before.next.key === wanted.key) return before
      before = before.next
    }
    return undefined
  }

  #insertAtBucketBegin(node: Node): void {
    const bucket = this.#bucketOf(node)
    const before = this.#buckets[bucket]
    if (before !== undefined) {
      node.next = before.next
      before.next = node
      return
    }
    node.next = this.#beforeBegin.next
    this.#beforeBegin.next = node
    if (node.next !== undefined) this.#buckets[this.#bucketOf(node.next)] = node
    this.#buckets[bucket] = this.#beforeBegin
  }

  /** `_M_rehash` of a table with equal keys: neighbours of one bucket stay together. */
  #rehash(size: number): void {
    let node = this.#beforeBegin.next
    this.#buckets = new Array(size)
    this.#beforeBegin.next = undefined
    let firstBucket = 0
    let previous: Node | undefined
    let previousBucket = 0
    let isPending = false
    const settle = (): void => {
      const next = previous?.next
      if (isPending && next !== undefined && this.#bucketOf(next) !== previousBucket) {
        this.#buckets[this.#bucketOf(next)] = previous
      }
      isPending = false
    }
    while (node !== undefined) {
      const following: Node | undefined = node.next
      const bucket = this.#bucketOf(node)
      if (previous !== undefined && previousBucket === bucket) {
        node.next = previous.next
        previous.next = node
        isPending = true
      } else {
        settle()
        const before = this.#buckets[bucket]
        if (before === undefined) {
          node.next = this.#beforeBegin.next
          this.#beforeBegin.next = node
          this.#buckets[bucket] = this.#beforeBegin
          if (node.next !== undefined) this.#buckets[firstBucket] = node
          firstBucket = bucket
        } else {
          node.next = before.next
          before.next = node
        }
      }
      previous = node
      previousBucket = bucket
      node = following
    }
    settle()
  }
}

/** glibc's `tolower` gives a negative `char` as the byte that it is, but for 0xFF, its EOF. The sum is a `size_t`. */
const hashOf = (key: ByteString): bigint => {
  let sum = 0
  for (let at = 0; at < key.length; at++) {
    const byte = key.charCodeAt(at)
    sum += byte === 0xff ? -1 : byte
  }
  return BigInt.asUintN(64, BigInt(sum))
}
