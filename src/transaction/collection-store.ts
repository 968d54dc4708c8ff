import { atoi, type ByteString } from '../bytes.ts'
import { Collection } from './collection.ts'

/** Where a collection is kept: the name of its file and its key in it. */
export type StoreKey = { readonly name: ByteString; readonly key: ByteString }

type Member = readonly [name: ByteString, value: ByteString]

/**
 * Persistent collections (ip, global, session, …) kept in memory, as SDBM files keep them for mod_security2:
 * built-in members, expiry of members and of the whole. A transaction works on a copy, which is kept only if it
 * changed something (persist_dbm.c, 2.9.7).
 */
export class CollectionStore {
  readonly #kept = new Map<ByteString, readonly Member[]>()

  /** The collection as it was kept, or a new one. */
  open(place: StoreKey, nowMs: number, timeoutSeconds: number): Collection {
    const now = Math.floor(nowMs / 1000)
    const kept = this.#kept.get(inOneKey(place))
    if (kept !== undefined) {
      const collection = collectionOf(kept)
      expire(collection, now)
      if (collection.value('KEY') !== undefined) {
        collection.set('UPDATE_RATE', String(updateRate(collection, now)))
        return collection
      }
      this.#kept.delete(inOneKey(place))
    }
    return collectionOf([
      ['__expire_KEY', String(now + timeoutSeconds)],
      ['KEY', place.key],
      ['TIMEOUT', String(timeoutSeconds)],
      ['__key', place.key],
      ['__name', place.name],
      ['CREATE_TIME', String(now)],
      ['UPDATE_COUNTER', '0'],
      ['IS_NEW', '1'],
    ])
  }

  /** Keeps a collection that a transaction changed. */
  keep(place: StoreKey, collection: Collection, nowMs: number): void {
    const now = Math.floor(nowMs / 1000)
    collection.delete('IS_NEW')
    collection.delete('UPDATE_RATE')
    const timeout = collection.value('TIMEOUT')
    if (timeout !== undefined) collection.set('__expire_KEY', String(now + atoi(timeout)))
    collection.set('LAST_UPDATE_TIME', String(now))
    collection.set('UPDATE_COUNTER', String(atoi(collection.value('UPDATE_COUNTER') ?? '0') + 1))
    const members = collection.entries().map(({ key = '', value }): Member => [key, value])
    this.#kept.set(inOneKey(place), members)
  }
}

const inOneKey = ({ name, key }: StoreKey): string => `${name}\0${key}`

const collectionOf = (members: readonly Member[]): Collection => {
  const collection = new Collection()
  for (const [name, value] of members) collection.set(name, value)
  return collection
}

const expire = (collection: Collection, now: number): void => {
  for (const { key, value } of collection.entries()) {
    if (key?.startsWith('__expire_') && atoi(value) <= now) {
      collection.delete(key.slice('__expire_'.length))
      collection.delete(key)
    }
  }
}

/** Updates a minute since the collection was made. */
const updateRate = (collection: Collection, now: number): number => {
  const seconds = now - atoi(collection.value('CREATE_TIME') ?? '')
  return seconds === 0 ? 0 : Math.trunc((60 * atoi(collection.value('UPDATE_COUNTER') ?? '')) / seconds)
}
