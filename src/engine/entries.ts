import { type ByteString, lowerCase } from '../bytes.ts'
import type { Candidate, Looked, RuleElement, Target } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry } from '../values.ts'

/**
 * What an element's targets stand for now, in order, less what it excludes: in v2 the entries so far that have the
 * names of those that the exclusion stands for (re.c, `msre_rule_process_normal`, 2.9.7).
 */
export const look = (element: RuleElement, tx: Transaction): Looked =>
  tx.look(element.targets, () => candidates(element, tx))

const candidates = (element: RuleElement, tx: Transaction): readonly Candidate[] => {
  let found: Candidate[] = []
  const anywhere = tx.dialect.rules.exclusions === 'anywhere'
  for (const target of element.targets.all) {
    if (target.kind === 'exclude') {
      if (!anywhere) found = without(found, target, element, tx)
      continue
    }
    const entries = targetEntries(target, element, tx)
    if (target.kind === 'count') found.push({ target, entry: { key: undefined, value: String(entries.length) } })
    else for (const entry of entries) found.push({ target, entry })
  }
  if (!anywhere) return found
  for (const target of element.targets.all) if (target.kind === 'exclude') found = without(found, target, element, tx)
  return found
}

const without = (found: Candidate[], target: Target, element: RuleElement, tx: Transaction): Candidate[] => {
  if (found.length === 0) return found
  const names = new Set(targetEntries(target, element, tx).map(entry => lowerCase(fullName({ target, entry }, tx))))
  return names.size === 0 ? found : found.filter(candidate => !names.has(lowerCase(fullName(candidate, tx))))
}

/** The full name of an entry as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
export const fullName = (candidate: Candidate, { dialect }: Transaction): ByteString =>
  dialect.variables.fullName(candidate)

/** The name that v2 prints where a negated operator did not match: with `&` and the selector put back. */
export const requiredName = (candidate: Candidate, tx: Transaction): ByteString => {
  const name = fullName(candidate, tx)
  const { kind, selector } = candidate.target
  const sign = kind === 'count' ? '&' : ''
  if (selector !== undefined && !name.includes(':')) return `${sign}${name}:${selector.text}`
  return sign + name
}

const targetEntries = ({ variable, selector }: Target, element: RuleElement, tx: Transaction): readonly Entry[] => {
  if (selector === undefined || variable.ignoresSelector === true) return variable.entries(tx)
  if (variable.select !== undefined && !selector.isRegex)
    return variable.select(tx, selector.text, element.xmlNamespaces)
  return variable.entries(tx).filter(({ key }) => key !== undefined && selector.matches(key))
}
