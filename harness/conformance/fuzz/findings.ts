import type { ByteString } from '../../../src/bytes.ts'
import { compareExchanges, type Difference, type Forms } from '../../diff/compare.ts'
import type { KnownDivergence } from '../../divergences/known.ts'
import { explanationOf } from '../../divergences/of-fuzz.ts'
import type { Exchange } from '../../waf/waf.ts'

/** Differences of one request, with their kind: requests of the same kind are taken to have the same cause. */
export type Finding = { readonly kind: string; readonly differences: readonly Difference[] }

/** What one request showed: what is unexplained, by kind, and which known divergences it met. */
export type Findings = { readonly unexplained: readonly Finding[]; readonly known: readonly KnownDivergence[] }

/** What two exchanges of a request differ in; audit records, which hold the server's own pages, are not looked at. */
export const findingsOf = (request: ByteString, one: Exchange, other: Exchange, forms: Forms): Findings => {
  const differences = compareExchanges(one, other, forms).filter(({ field }) => !field.startsWith('audit'))
  if (differences.length === 0) return { unexplained: [], known: [] }
  const known = explanationOf(request, one, other, differences)
  if (known !== undefined) return { unexplained: [], known: [known] }
  const causes = differences.filter(({ field }) => !CONSEQUENCES.has(field))
  const kinds = new Map<string, Difference[]>()
  for (const difference of causes.length > 0 ? causes : differences) {
    const kind = kindOf(difference)
    kinds.set(kind, [...(kinds.get(kind) ?? []), difference])
  }
  return { unexplained: [...kinds].map(([kind, differences]) => ({ kind, differences })), known: [] }
}

/** Scores and order differ because rules do. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['scores.inbound', 'scores.outbound', 'order'])

/** Field, rule, and the variable without its selector; for a rule that one side alone matched, which one. */
const kindOf = ({ field, rule, at, one, other }: Difference): string => {
  const variable = at?.replace(/:.*$/s, '')
  const only = one === undefined ? 'other only' : other === undefined ? 'one only' : undefined
  const text = field === 'message' ? (one ?? other)?.replace(/".*?"|\d+/gs, '…').slice(0, 60) : undefined
  const change = field === 'status' ? `${one} → ${other}` : undefined
  return [field, rule, variable, only, change, text].filter(part => part !== undefined).join(' ')
}
