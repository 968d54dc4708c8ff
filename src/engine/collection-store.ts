import type { ByteString } from '../bytes.ts'
import { Collection } from './collection.ts'

/**
 * Persistent collections (ip, global, session, …) kept in memory, as SDBM files keep them for mod_security2:
 * built-in members, expiry of members and of the whole (persist_dbm.c, 2.9.8).
 */
export class CollectionStore {
  readonly #kept = new Map<ByteString, Collection>()

  open(name: ByteString, key: ByteString, nowMs: number, timeoutSeconds: number): Collection {
    const place = `${name}\0${key}`
    const now = Math.floor(nowMs / 1000)
    const kept = this.#kept.get(place)
    if (kept !== undefined) expire(kept, now)
    if (kept?.value('KEY') !== undefined) {
      kept.delete('IS_NEW')
      kept.set('UPDATE_COUNTER', String(Number(kept.value('UPDATE_COUNTER') ?? 0) + 1))
      kept.set('LAST_UPDATE_TIME', String(now))
      kept.set('__expire_KEY', String(now + timeoutSeconds))
      return kept
    }
    const fresh = new Collection()
    fresh.set('__expire_KEY', String(now + timeoutSeconds))
    fresh.set('KEY', key)
    fresh.set('TIMEOUT', String(timeoutSeconds))
    fresh.set('CREATE_TIME', String(now))
    fresh.set('UPDATE_COUNTER', '0')
    fresh.set('IS_NEW', '1')
    this.#kept.set(place, fresh)
    return fresh
  }
}

const expire = (collection: Collection, now: number): void => {
  for (const { key, value } of collection.entries()) {
    if (key?.startsWith('__expire_') && Number(value) <= now) {
      collection.delete(key)
      collection.delete(key.slice('__expire_'.length))
    }
  }
}
