import { type ByteString, lowerCase } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { RuleElement, Target } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry } from '../values.ts'

/** An entry that a rule tests, with the target that brought it. */
export type Candidate = { readonly target: Target; readonly entry: Entry }

/**
 * What an element's targets stand for now, in order, less what it excludes: in v2 the entries so far that have the
 * names of those that the exclusion stands for (re.c, `msre_rule_process_normal`, 2.9.7).
 */
export const candidates = (element: RuleElement, tx: Transaction): readonly Candidate[] => {
  let found: Candidate[] = []
  const anywhere = tx.dialect.rules.exclusions === 'anywhere'
  for (const target of element.targets) {
    if (target.kind === 'exclude') {
      if (!anywhere) found = without(found, target, element, tx)
      continue
    }
    const entries = targetEntries(target, element, tx)
    if (target.kind === 'count') found.push({ target, entry: { key: undefined, value: String(entries.length) } })
    else for (const entry of entries) found.push({ target, entry })
  }
  if (!anywhere) return found
  for (const target of element.targets) if (target.kind === 'exclude') found = without(found, target, element, tx)
  return found
}

const without = (found: Candidate[], target: Target, element: RuleElement, tx: Transaction): Candidate[] => {
  if (found.length === 0) return found
  const names = new Set(targetEntries(target, element, tx).map(entry => lowerCase(fullName({ target, entry }, tx))))
  return names.size === 0 ? found : found.filter(candidate => !names.has(lowerCase(fullName(candidate, tx))))
}

/** The full name of an entry as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
export const fullName = ({ target, entry }: Candidate, tx: Transaction): ByteString => {
  if (target.kind === 'count') {
    return tx.dialect.variables.countNames === 'collection' || target.selector === undefined
      ? target.name
      : `${target.name}:${target.selector.text}`
  }
  if (target.variable.ownNames === true && tx.dialect.name === 'v2') return entry.key ?? ''
  if (entry.key === undefined) return target.name
  if (tx.dialect.name === 'v2') return `${target.name}:${escapeLogKeepingQuotes(entry.key)}`
  return `${target.name}:${nameInV3(target, entry.key)}`
}

/** Names are not escaped, and a key of TX and its like is spelt as the rule spells it (InMemoryPerProcess, 3.0.13). */
const nameInV3 = ({ name, selector }: Target, key: ByteString): ByteString =>
  selector !== undefined && !selector.isRegex && OWN_COLLECTIONS.has(name) ? selector.text : key

const OWN_COLLECTIONS: ReadonlySet<string> = new Set(['TX', 'IP', 'GLOBAL', 'SESSION', 'USER', 'RESOURCE'])

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
  const found = variable.entries(tx).filter(({ key }) => key !== undefined && selector.matches(key))
  // The values of one name come in libmodsecurity's own order here: the newest first.
  return tx.dialect.name === 'v3' && !selector.isRegex ? found.reverse() : found
}
