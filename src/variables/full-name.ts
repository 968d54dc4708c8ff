import type { ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { FoundEntry, Target } from '../transaction/rule.ts'

/**
 * A name with its key escaped as for the log. What is counted has the collection's name alone, and a name without a key is spelt
 * as the rule spells it.
 */
export const escapedFullName = ({ target, entry }: FoundEntry): ByteString => {
  if (target.kind === 'count') return target.written
  if (target.variable.ownNames === true) return entry.key ?? ''
  return entry.key === undefined ? target.written : `${target.name}:${escapeLogKeepingQuotes(entry.key)}`
}

/**
 * A name with its key as it is; what is counted has its selector, and a key of TX and its like is spelt as the rule
 * spells it (InMemoryPerProcess, 3.0.13).
 */
export const plainFullName = ({ target, entry }: FoundEntry): ByteString => {
  if (target.kind === 'count') return named(target, target.selector?.text)
  return named(target, entry.key === undefined ? undefined : (spelling(target) ?? entry.key))
}

const named = ({ name }: Target, key: ByteString | undefined): ByteString =>
  key === undefined ? name : `${name}:${key}`

const spelling = ({ name, selector }: Target): ByteString | undefined =>
  selector?.isRegex === false && OWN_COLLECTIONS.has(name) ? selector.text : undefined

const OWN_COLLECTIONS: ReadonlySet<string> = new Set(['TX', 'IP', 'GLOBAL', 'SESSION', 'USER', 'RESOURCE'])
