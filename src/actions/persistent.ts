import { atoi, type ByteString, lowerCase } from '../bytes.ts'
import type { Action, ActionContext, Effect, Template } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { assignment } from './assignment.ts'

const many = { group: 'none', cardinality: 'many', parameter: 'required' } as const

/** `collection=key`: opens a persistent collection; a second one of that name in a transaction is ignored. */
export const initcol: Action = {
  ...many,
  load: ({ text }, _draft, { template }) => {
    const equals = text.indexOf('=')
    if (equals === -1) return undefined
    const name = lowerCase(text.slice(0, equals))
    const key = template(text.slice(equals + 1))
    return tx => tx.openCollection(name, name, key.expand(tx))
  },
}

const opens = (name: string, note: (tx: Transaction, key: ByteString) => void): Action => ({
  ...many,
  cardinality: 'one',
  load: parameter => tx => {
    const key = parameter.expand(tx)
    note(tx, key)
    tx.openCollection(name, `${tx.settings.webAppId}_${name.toUpperCase()}`, key)
  },
})
export const setsid: Action = opens('session', (tx, key) => {
  tx.sessionId = key
})
export const setuid: Action = opens('user', (tx, key) => {
  tx.userId = key
})
export const setrsc: Action = opens('resource', () => {})

/** `collection.key=seconds`: the member is gone when the collection is next read after that time. */
export const expirevar: Action = {
  ...many,
  load: withMember((tx, collectionName, key, value) => {
    const collection = tx.collections.get(lowerCase(collectionName))
    const due = Math.floor(tx.start.startedMs / 1000) + atoi(value)
    if (collection !== undefined) tx.setVariable(collection, collectionName, `__expire_${key}`, String(due))
  }),
}

/** `collection.key=amount/seconds`: lowers a counter by `amount` for each period since the last update. */
export const deprecatevar: Action = {
  ...many,
  load: withMember((tx, collectionName, key, value) => {
    const collection = tx.collections.get(lowerCase(collectionName))
    const present = collection?.value(key)
    const updated = collection?.value('LAST_UPDATE_TIME')
    const [amount, seconds] = value.split('/').map(atoi)
    if (collection === undefined || present === undefined || updated === undefined || !seconds) return
    const periods = Math.trunc((Math.floor(tx.start.startedMs / 1000) - atoi(updated)) / seconds)
    const lowered = Math.max(0, atoi(present) - (amount ?? 0) * periods)
    if (lowered !== atoi(present)) tx.setVariable(collection, collectionName, key, String(lowered))
  }),
}

function withMember(
  apply: (tx: Transaction, collection: ByteString, key: ByteString, value: ByteString) => void,
): (parameter: Template, draft: unknown, context: ActionContext) => Effect {
  return ({ text }, _draft, { template }) => {
    const given = assignment(text)
    const name = template(given.name)
    const value = template(given.value)
    return tx => {
      const path = name.expand(tx)
      const dot = path.indexOf('.')
      if (dot !== -1) apply(tx, path.slice(0, dot), path.slice(dot + 1), value.expand(tx))
    }
  }
}
