import { type ByteString, lowerCase } from '../bytes.ts'
import type { Entry } from '../values.ts'

/** TX and the persistent collections: keys compare without regard to ASCII case and keep their first place. */
export class Collection {
  /** How often it was written to. */
  version = 0
  readonly #members = new Map<ByteString, Entry>()
  #entries: readonly Entry[] | undefined

  get(key: ByteString): Entry | undefined {
    return this.#members.get(lowerCase(key))
  }

  value(key: ByteString): ByteString | undefined {
    return this.#members.get(lowerCase(key))?.value
  }

  /** The spelling of the latest writer names the entry. */
  set(key: ByteString, value: ByteString): void {
    this.#entries = undefined
    this.version++
    this.#members.set(lowerCase(key), { key, value })
  }

  delete(key: ByteString): void {
    this.#entries = undefined
    this.version++
    this.#members.delete(lowerCase(key))
  }

  entries(): readonly Entry[] {
    this.#entries ??= [...this.#members.values()]
    return this.#entries
  }
}
