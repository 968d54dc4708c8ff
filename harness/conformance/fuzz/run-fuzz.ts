import { type ByteString, toOctets } from '../../../src/bytes.ts'
import type { Forms } from '../../diff/compare.ts'
import type { KnownDivergence } from '../../divergences/known.ts'
import { OF_FUZZ } from '../../divergences/of-fuzz.ts'
import type { Exchange, Waf } from '../../waf/waf.ts'
import { shrink } from '../../workshop/shrink.ts'
import { type Cases, cases } from './cases.ts'
import { type Finding, type Findings, findingsOf } from './findings.ts'
import { type Kept, observedIn } from './kept.ts'

/** What is compared: two WAFs with the same rules, and the requests that both get. */
export type Fuzz = {
  readonly one: Waf
  readonly other: Waf
  readonly forms: Forms
  readonly seed: number
  readonly seeds: readonly ByteString[]
  /** Number of the first request, and the number before which to stop. */
  readonly from: number
  readonly until: number
  /** Ends the run early; asked before each request. */
  readonly isOver: () => boolean
  readonly reduction: Reduction
}

/** How a request that shows a difference is made smaller. */
export type Reduction = {
  /** Most requests tried; 0 leaves it as it is. */
  readonly tryLimit: number
  /** For all tries of one difference: a request that waits for a 408 costs seconds. */
  readonly timeLimitMs: number
  readonly now: () => number
  /** Told before each try. */
  readonly tell: (reducing: Reducing) => void
}

/** How far a reduction is. */
export type Reducing = {
  readonly kind: string
  /** Number of the request that showed it. */
  readonly first: number
  readonly tried: number
  readonly octets: number
  readonly elapsedMs: number
}

/** A kind of difference: how often it was seen, and the smallest request found that shows it. */
export type SeenKind = {
  readonly kind: string
  readonly count: number
  /** Number of the first request that showed it. */
  readonly first: number
  readonly request: ByteString
  /** The rules that its differences are about. */
  readonly rules: readonly number[]
  readonly observed: Kept['observed']
  /** In words: field, rule, and both sides' values. */
  readonly differences: readonly string[]
}

/** What a run found so far; `next` is the number of the request to go on with. */
export type FuzzResult = {
  readonly next: number
  readonly sent: number
  readonly unequal: number
  readonly known: Readonly<Record<string, number>>
  readonly kinds: readonly SeenKind[]
}

/** A result before the first request. */
export const nothingSent = (from: number): FuzzResult => ({ next: from, sent: 0, unequal: 0, known: {}, kinds: [] })

/** Sends the requests to both WAFs, adds to what was found before. `onResult` is told after each request. */
export const runFuzz = async (
  fuzz: Fuzz,
  before: FuzzResult,
  onResult: (result: FuzzResult, isNews: 'news' | 'nothing new') => Promise<void>,
): Promise<FuzzResult> => {
  const request: Cases = cases(fuzz.seed, fuzz.seeds)
  let result = before
  for (let index = before.next; index < fuzz.until && !fuzz.isOver(); index++) {
    const octets = request(index)
    const { findings } = await compared(fuzz, octets)
    const added = await withFindings(fuzz, result, index, octets, findings)
    const isNews = added.kinds.length > result.kinds.length
    result = added
    await onResult(result, isNews ? 'news' : 'nothing new')
  }
  return result
}

/** The known divergences whose examples show them, and nothing else. */
export const shownExamples = async (
  fuzz: Pick<Fuzz, 'one' | 'other' | 'forms'>,
): Promise<readonly KnownDivergence[]> => {
  const shown: KnownDivergence[] = []
  for (const known of OF_FUZZ) {
    if (known.example === undefined) continue
    const { findings } = await compared(fuzz, known.example)
    if (findings.known.includes(known)) shown.push(known)
  }
  return shown
}

type Compared = { readonly findings: Findings; readonly other: Exchange }

const compared = async (
  { one, other, forms }: Pick<Fuzz, 'one' | 'other' | 'forms'>,
  request: ByteString,
): Promise<Compared> => {
  const octets = toOctets(request)
  // One after the other: while an emulator works, nobody else in this process hears a WAF or answers it.
  const first = await one.send(octets)
  const second = await other.send(octets)
  return { findings: findingsOf(request, first, second, forms), other: second }
}

const withFindings = async (
  fuzz: Fuzz,
  result: FuzzResult,
  index: number,
  request: ByteString,
  { unexplained, known }: Findings,
): Promise<FuzzResult> => {
  const counts = { ...result.known }
  for (const { name } of known) counts[name] = (counts[name] ?? 0) + 1
  const kinds = new Map(result.kinds.map(seen => [seen.kind, seen]))
  for (const { kind } of unexplained) {
    const seen = kinds.get(kind)
    kinds.set(
      kind,
      seen === undefined ? await smallest(fuzz, kind, index, request) : { ...seen, count: seen.count + 1 },
    )
  }
  return {
    next: index + 1,
    sent: result.sent + 1,
    unequal: result.unequal + (unexplained.length > 0 ? 1 : 0),
    known: counts,
    kinds: [...kinds.values()],
  }
}

const smallest = async (fuzz: Fuzz, kind: string, first: number, request: ByteString): Promise<SeenKind> => {
  const finding = ({ findings }: Compared): Finding | undefined =>
    findings.unexplained.find(found => found.kind === kind)
  const { tryLimit, timeLimitMs, now, tell } = fuzz.reduction
  const startedMs = now()
  let tried = 0
  const shown = async (candidate: ByteString): Promise<boolean> => {
    const elapsedMs = now() - startedMs
    if (elapsedMs > timeLimitMs) return false
    tell({ kind, first, tried, octets: candidate.length, elapsedMs })
    tried += 1
    return finding(await compared(fuzz, candidate)) !== undefined
  }
  const small = tryLimit > 0 && (await shown(request)) ? await shrink(request, shown, tryLimit) : request
  const last = await compared(fuzz, small)
  const differences = finding(last)?.differences ?? []
  const rules = [...new Set(differences.flatMap(({ rule }) => rule ?? []))]
  return {
    kind,
    count: 1,
    first,
    request: small,
    rules,
    observed: observedIn(last.other, rules),
    differences:
      differences.length === 0
        ? ['not seen again when the same request was sent once more']
        : differences.map(
            ({ field, rule, at, one, other }) =>
              `${[field, rule, at].filter(Boolean).join(' ')}: ${JSON.stringify(one)} → ${JSON.stringify(other)}`,
          ),
  }
}
