import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Entry } from '../parts.ts'
import type { RuleElement, Target } from './rule.ts'
import type { Transaction } from './transaction.ts'

/** An entry that a rule tests, with the target that brought it. */
export type Candidate = { readonly target: Target; readonly entry: Entry }

/** What an element's targets stand for now, in order, less what it excludes. */
export const candidates = (element: RuleElement, tx: Transaction): readonly Candidate[] => {
  const found: Candidate[] = []
  const { targets } = element
  const excludes = targets.some(({ kind }) => kind === 'exclude')
  for (const [at, target] of targets.entries()) {
    if (target.kind === 'exclude') continue
    const entries = targetEntries(target, element, tx)
    if (target.kind === 'count') {
      found.push({ target, entry: { key: undefined, value: String(entries.length) } })
      continue
    }
    for (const entry of entries) {
      if (excludes && isExcluded(targets, at, entry, tx)) continue
      found.push({ target, entry })
    }
  }
  return found
}

/** The full name of an entry as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
export const fullName = ({ target, entry }: Candidate, tx: Transaction): ByteString => {
  if (target.kind === 'count') {
    return tx.dialect.countNames === 'collection' || target.selector === undefined
      ? target.name
      : `${target.name}:${target.selector.text}`
  }
  if (target.variable.ownNames === true) return entry.key ?? ''
  return entry.key === undefined ? target.name : `${target.name}:${escapeLogKeepingQuotes(entry.key)}`
}

/** The name that v2 prints where a negated operator did not match: with `&` and the selector put back. */
export const requiredName = (candidate: Candidate, tx: Transaction): ByteString => {
  const name = fullName(candidate, tx)
  const { kind, selector } = candidate.target
  const sign = kind === 'count' ? '&' : ''
  if (selector !== undefined && !name.includes(':')) return `${sign}${name}:${selector.text}`
  return sign + name
}

const targetEntries = ({ variable, selector }: Target, element: RuleElement, tx: Transaction): readonly Entry[] => {
  if (selector === undefined) return variable.entries(tx)
  if (variable.select !== undefined && !selector.isRegex)
    return variable.select(tx, selector.text, element.xmlNamespaces)
  return variable.entries(tx).filter(({ key }) => key !== undefined && selector.matches(key))
}

const isExcluded = (targets: readonly Target[], at: number, { key }: Entry, tx: Transaction): boolean => {
  const name = targets[at]?.name ?? ''
  const from = tx.dialect.exclusions === 'in-order' ? at + 1 : 0
  for (let later = from; later < targets.length; later++) {
    const other = targets[later]
    if (other?.kind !== 'exclude' || !equalsIgnoringCase(other.name, name)) continue
    if (other.selector === undefined || (key !== undefined && other.selector.matches(key))) return true
  }
  return false
}
