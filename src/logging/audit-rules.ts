import type { ByteString } from '../bytes.ts'
import type { Rule, RuleElement } from '../transaction/rule.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { AuditTrail } from './audit-trail.ts'

/** An element that a record shows, and whether one like it matched. */
export type AuditedElement = Placed & { readonly tags: readonly ByteString[]; readonly matched: boolean }

/** One entry of the record's matched rules: a chain, or a rule by itself; none for a left-over element of a chain. */
export type AuditedRule = { readonly isChain: boolean; readonly elements: readonly AuditedElement[] }

/**
 * The matched rules as mod_security2 groups them, its confusions included: it knows elements by their text only, so
 * elements that several chains share lead astray (msc_logging.c, `return_chained_rule`, `chained_is_matched`, 2.9.8).
 */
export const auditedRules = (tx: Transaction, { matches }: Pick<AuditTrail, 'matches'>): readonly AuditedRule[] => {
  const matchedTexts = matches.map(({ element }) => element.source.text())
  const isMatched = (element: RuleElement): boolean => {
    const text = element.source.text()
    return matchedTexts.some(matched => text.startsWith(matched))
  }
  const audited = (placed: Placed, matched: boolean): AuditedElement => ({
    ...placed,
    tags: placed.element.tags.map(tag => tag.expand(tx)),
    matched,
  })
  const entries: AuditedRule[] = []
  for (let at = 0; at < matches.length; at++) {
    const match = matches[at]
    if (match === undefined) continue
    const { rule, element } = match
    const isStarter = rule.elements[0] === element
    if (!isStarter || !element.source.isChained) {
      entries.push({ isChain: false, elements: isStarter ? [audited(match, true)] : [] })
      continue
    }
    const elements: AuditedElement[] = [audited(match, true)]
    for (let last: Placed | undefined = match; last?.element.source.isChained === true; ) {
      last = next(tx.ruleSet, last)
      if (last === undefined) break
      const matched = isMatched(last.element)
      if (matched) at++
      elements.push(audited(last, matched))
    }
    entries.push({ isChain: true, elements })
  }
  return entries
}

type Placed = { readonly rule: Rule; readonly element: RuleElement }

/** The element behind the first one of the phase that has this one's text, if it is of the same chain by the text of its head. */
const next = (ruleSet: RuleSet, { rule, element }: Placed): Placed | undefined => {
  const text = element.source.text()
  for (const found of ruleSet.rules) {
    if (found.phase !== rule.phase) continue
    const at = found.elements.findIndex(other => other.source.text().startsWith(text))
    if (at === -1) continue
    const follower = found.elements[at + 1]
    if (follower === undefined) return undefined
    const isHead = rule.elements[0] === element
    const ownHead = isHead ? text : headText(rule)
    return headText(found).startsWith(ownHead) ? { rule: found, element: follower } : undefined
  }
  return undefined
}

const headText = ({ elements }: Rule): ByteString => elements[0]?.source.text() ?? ''
