import { type ByteString, lowerCase } from '../bytes.ts'
import type { Candidate, FoundEntry, Looked, RuleElement, Target } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry } from '../values.ts'

/** What an element's targets stand for now. */
export const look = (element: RuleElement, tx: Transaction): Looked => {
  const { targets } = element
  const version = targets.version(tx)
  const known = tx.looked[targets.index]
  if (known !== undefined && known.version === version) return known
  const candidates = collected(element, tx)
  const looked = { version, candidates, distinct: distinctOf(candidates), results: [], changes: [] }
  tx.looked[targets.index] = looked
  return looked
}

const distinctOf = (candidates: readonly Candidate[]): readonly Candidate[] => {
  if (candidates.length < 2) return candidates
  const seen = new Set<ByteString>()
  for (const { entry } of candidates) seen.add(entry.value)
  return seen.size === candidates.length ? candidates : candidates.filter(({ entry }) => seen.delete(entry.value))
}

/**
 * In order, less what is excluded: in v2 the entries so far that have the names of those that the exclusion stands for
 * (re.c, `msre_rule_process_normal`, 2.9.7).
 */
const collected = (element: RuleElement, tx: Transaction): readonly Candidate[] => {
  let found: Candidate[] = []
  const anywhere = tx.dialect.rules.exclusions === 'anywhere'
  for (const target of element.targets.all) {
    if (target.kind === 'exclude') {
      if (!anywhere) found = without(found, target, element, tx)
      continue
    }
    const entries = targetEntries(target, element, tx)
    if (target.kind === 'count') found.push(candidate(target, { key: undefined, value: String(entries.length) }))
    else for (const entry of entries) found.push(candidate(target, entry))
  }
  if (!anywhere) return found
  for (const target of element.targets.all) if (target.kind === 'exclude') found = without(found, target, element, tx)
  return found
}

const candidate = (target: Target, entry: Entry): Candidate => ({ target, entry, tested: undefined })

const without = (found: Candidate[], target: Target, element: RuleElement, tx: Transaction): Candidate[] => {
  if (found.length === 0) return found
  const excluded = targetEntries(target, element, tx)
  if (excluded.length === 0) return found
  const names = new Set(excluded.map(entry => lowerCase(fullName({ target, entry }, tx))))
  return found.filter(one => !names.has(lowerCase(fullName(one, tx))))
}

/** The full name of an entry as logs and MATCHED_VAR_NAME have it: `ARGS:x`. */
export const fullName = (found: FoundEntry, { dialect }: Transaction): ByteString => dialect.variables.fullName(found)

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
