import { type ByteString, toOctets } from '../../../src/bytes.ts'
import { compareExchanges, type Difference, type Forms } from '../../diff/compare.ts'
import type { KnownDivergence } from '../../divergences/known.ts'
import { BEHIND_A_VALUE, isBehindAValue } from '../../divergences/of-rule-sets.ts'
import type { Started } from '../../setup/batch.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Exchange, Sent, Waf } from '../../waf/waf.ts'
import type { RuleSetCase } from './cases.ts'

/** In what two engines differ over a case: over its rules, or over one of its requests, the first that shows something. */
export type CaseDifference = {
  /** Cases of the same kind are taken to have the same cause. */
  readonly kind: string
  /** Index of the request; undefined where the engines differ over the rules. */
  readonly request: number | undefined
  /** In words: field, rule, and both sides' values. */
  readonly differences: readonly string[]
}

/** How two engines come off with a case. */
export type Compared = {
  readonly load: 'accepted' | 'refused' | 'differs'
  /** Requests that both got, with the same result or not. */
  readonly sent: number
  readonly found: CaseDifference | undefined
  /** Known divergences that requests met. */
  readonly known: readonly KnownDivergence[]
}

/** Two engines with the rules of a case, if they take them, and its requests. */
export const compareCase = async (
  made: Pick<RuleSetCase, 'requests' | 'connection'>,
  one: Started,
  other: Started,
  forms: Forms,
): Promise<Compared> => {
  if (!('waf' in one) || !('waf' in other)) return compareRefusals(one, other, forms)
  const known: KnownDivergence[] = []
  let sent = 0
  for await (const [first, second] of exchangesOf(made, one.waf, other.waf)) {
    const index = sent
    sent += 1
    const differences = compareExchanges(first, second, forms).filter(({ field }) => !field.startsWith('audit'))
    if (differences.length === 0) continue
    if (isBehindAValue(differences)) {
      known.push(BEHIND_A_VALUE)
      continue
    }
    const found = { kind: kindOf(differences), request: index, differences: differences.map(inWords) }
    return { load: 'accepted', sent, found, known }
  }
  return { load: 'accepted', sent, found: undefined, known }
}

type Sender = Pick<Waf, 'send' | 'sendAll'>

/** What both make of each request. One after the other: while an emulator works, nobody else in this process hears a WAF. */
async function* exchangesOf(
  { requests, connection }: Pick<RuleSetCase, 'requests' | 'connection'>,
  one: Sender,
  other: Sender,
): AsyncGenerator<readonly [Exchange, Exchange]> {
  const when = connection === 'one' ? 'after the answer' : 'at once'
  const sent = requests.map(
    (request, index): Sent => ({
      octets: toOctets(request),
      when: index === 0 ? 'after the answer' : when,
    }),
  )
  const second = connection === 'apart' ? undefined : await overOne(other, sent)
  const first = second === undefined ? undefined : await overOne(one, sent)
  if (first === undefined || second === undefined) {
    for (const { octets } of sent) yield [await one.send(octets), await other.send(octets)]
    return
  }
  for (const [index, exchange] of first.entries()) {
    const counterpart = second[index]
    if (counterpart !== undefined) yield [exchange, counterpart]
  }
}

/** What is brought over one connection; undefined of a WAF that has none. */
const overOne = async ({ sendAll }: Sender, sent: readonly Sent[]): Promise<readonly Exchange[] | undefined> => {
  try {
    return await sendAll?.(sent)
  } catch (error) {
    if (error instanceof Unavailable) return undefined
    throw error
  }
}

const compareRefusals = (one: Started, other: Started, forms: Forms): Compared => {
  const [first, second] = [one, other].map(started => ('waf' in started ? undefined : wordsOf(started.refused)))
  const isSame = forms === 'unlike' ? (first === undefined) === (second === undefined) : first === second
  if (isSame) return { load: 'refused', sent: 0, found: undefined, known: [] }
  const kind = `load: ${general(first ?? 'accepted')} → ${general(second ?? 'accepted')}`
  const found = { kind, request: undefined, differences: [inWords({ field: 'load', one: first, other: second })] }
  return { load: 'differs', sent: 0, found, known: [] }
}

/** An engine's words without the blanks around them. */
const wordsOf = (refused: string): string => refused.trim()

/** The first cause, in words that are the same for another rule of another set. */
const kindOf = (differences: readonly Difference[]): string => {
  const causes = differences.filter(({ field }) => field !== 'order' && !field.startsWith('scores.'))
  const isOfRules = causes.filter(({ field }) => field !== 'status')
  const [first] = isOfRules.length > 0 ? isOfRules : causes.length > 0 ? causes : differences
  if (first === undefined) return ''
  const { field, at, one, other } = first
  if (field === 'status') return `status ${one} → ${other}`
  const only = one === undefined ? 'other only' : other === undefined ? 'one only' : undefined
  const text = only === undefined ? undefined : general(one ?? other ?? '')
  return [field, at?.replace(/:.*$/s, ''), only, text].filter(part => part !== undefined).join(' ')
}

const general = (text: string): string =>
  text
    .replace(/\[msg .*$/s, '')
    .replace(/"[^"]*"/g, '…')
    .replace(/\d+/g, 'N')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 110)

type Worded = {
  readonly field: string
  readonly rule?: number
  readonly at?: string
  readonly one: ByteString | undefined
  readonly other: ByteString | undefined
}

const inWords = ({ field, rule, at, one, other }: Worded): string =>
  `${[field, rule, at].filter(part => part !== undefined).join(' ')}: ${JSON.stringify(one)} → ${JSON.stringify(other)}`
