import { type ByteString, lowerCase } from '../bytes.ts'
import type { Entry } from '../values.ts'

type Member = { name: ByteString; value: ByteString }

/** TX and the persistent collections: keys compare without regard to ASCII case and keep their first place. */
export class Collection {
  readonly #members = new Map<ByteString, Member>()
  #entries: readonly Entry[] | undefined

  get(key: ByteString): Entry | undefined {
    const member = this.#members.get(lowerCase(key))
    return member === undefined ? undefined : { key: member.name, value: member.value }
  }

  value(key: ByteString): ByteString | undefined {
    return this.#members.get(lowerCase(key))?.value
  }

  /** The spelling of the latest writer names the entry. */
  set(key: ByteString, value: ByteString): void {
    this.#entries = undefined
    const member = this.#members.get(lowerCase(key))
    if (member === undefined) this.#members.set(lowerCase(key), { name: key, value })
    else Object.assign(member, { name: key, value })
  }

  delete(key: ByteString): void {
    this.#entries = undefined
    this.#members.delete(lowerCase(key))
  }

  entries(): readonly Entry[] {
    this.#entries ??= [...this.#members.values()].map(({ name, value }) => ({ key: name, value }))
    return this.#entries
  }
}
