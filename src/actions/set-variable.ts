import { atoi, type ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Transaction } from '../transaction/transaction.ts'

/**
 * Sets, changes or unsets `collection.key`, as the action setvar and Lua's m.setvar do: `name` and `value` with
 * macros expanded by the caller. A leading `!` in the name unsets. `relative` is true for a value written with a
 * leading sign (mod_security2 2.9.8, `msre_action_setvar_execute`).
 */
export const setVariable = (
  tx: Transaction,
  name: ByteString,
  { value, relative }: { value: ByteString; relative: boolean },
): void => {
  const escaped = escapeLogKeepingQuotes(name)
  const unsets = escaped.startsWith('!')
  const path = unsets ? escaped.slice(1) : escaped
  const dot = path.indexOf('.')
  if (dot === -1) {
    tx.message(NOTICE, `Asked to set variable "${path}", but no collection name specified. `)
    return
  }
  const collectionName = path.slice(0, dot)
  const key = path.slice(dot + 1)
  const collection = tx.collection(collectionName)
  if (collection === undefined) {
    tx.message(NOTICE, `Could not set variable "${collectionName}.${key}" as the collection does not exist.`)
    return
  }
  if (unsets) {
    tx.setVariable(collection, collectionName, key, undefined)
  } else if (relative) {
    const present = collection.get(key)
    const sum = atoi(present?.value ?? '0') + atoi(value)
    tx.setVariable(collection, collectionName, present?.key ?? key, String(tx.dialect.rules.counted(sum)))
  } else {
    tx.setVariable(collection, collectionName, key, value)
  }
}

/** A sum of 32 bits, and no less than zero. */
export const countedFromZero = (sum: number): number => Math.max(0, sum | 0)

/** A sum of 32 bits, with its sign. */
export const countedWithSign = (sum: number): number => sum | 0

/** v2 writes these at level 3 only when the debug log's level is 3 or more; they never reach the error log by default. */
const NOTICE = 4
