import type { ByteString } from '../../../src/bytes.ts'
import { toText } from '../../../src/bytes.ts'
import { EnvironmentError } from '../../../src/errors.ts'
import type { Forms } from '../../diff/compare.ts'
import { NO_RULES } from '../../package-root.ts'
import { type Batches, hostOf } from '../../setup/batch.ts'
import type { Setup } from '../../setup/setup.ts'
import { shrink } from '../../workshop/shrink.ts'
import { FILES, linesOf, type RuleSetCase, ruleSetCase } from './cases.ts'
import { type Compared, compareCase } from './compare-case.ts'
import { reduceCase } from './reduce-case.ts'

/** Requests that each rule set gets. */
export const REQUESTS_EACH = 4

/** Rule sets that share a server. */
export const TOGETHER = 100

/** What is compared: two ways to have many WAFs, and the cases that both get. */
export type RuleSetRun = {
  readonly one: Batches
  readonly other: Batches
  readonly forms: Forms
  readonly seed: number
  /** Number of the first case, and the number before which to stop. */
  readonly from: number
  readonly until: number
  /** Requests for each rule set. */
  readonly requests: number
  /** Rule sets at work at the same time. */
  readonly together: number
  readonly isOver: () => boolean
  readonly reduction: {
    /** For one kind of difference; 0 leaves its case as it is. */
    readonly timeLimitMs: number
    readonly now: () => number
  }
  /** Told what is done, a line each. */
  readonly tell: (text: string) => void
}

/** A kind of difference: how often it was seen, and the smallest case found that shows it. */
export type SeenCase = {
  readonly kind: string
  readonly count: number
  /** Number of the first case that showed it. */
  readonly first: number
  readonly smallest: RuleSetCase
  readonly differences: readonly string[]
}

/** What a run found. */
export type RuleSetResult = {
  readonly ruleSets: number
  /** Rule sets that both engines refuse, with the same words. */
  readonly refused: number
  /** Cases in which something differs. */
  readonly unequal: number
  readonly requests: number
  /** Cases with a known divergence and nothing else, by its name. */
  readonly known: Readonly<Record<string, number>>
  readonly kinds: readonly SeenCase[]
}

/** Loads generated rule sets on both sides, sends them their requests, and reduces each kind of difference. */
export const runRuleSets = async (run: RuleSetRun): Promise<RuleSetResult> => {
  const counts = { ruleSets: 0, refused: 0, unequal: 0, requests: 0 }
  const kinds = new Map<string, SeenCase>()
  const explained: Record<string, number> = {}
  for (let at = run.from; at < run.until && !run.isOver(); at += run.together) {
    const numbers = Array.from({ length: Math.min(run.together, run.until - at) }, (_, index) => at + index)
    const cases = numbers.map((number, index) => ruleSetCase(run.seed, number, run.requests, hostOf(index)))
    const compared = await compareInParts(run, cases)
    for (const [index, { load, sent, found, known }] of compared.entries()) {
      counts.ruleSets += 1
      counts.requests += sent
      if (load === 'refused') counts.refused += 1
      if (found === undefined) {
        for (const { name } of known.slice(0, 1)) explained[name] = (explained[name] ?? 0) + 1
        continue
      }
      counts.unequal += 1
      const [number = 0, made] = [numbers[index], cases[index]]
      const { kind, differences } = found
      const seen = kinds.get(kind)
      if (made === undefined) continue
      const first = { kind, count: 1, first: number, smallest: made, differences }
      kinds.set(kind, seen === undefined ? first : { ...seen, count: seen.count + 1 })
    }
    run.tell(
      `${counts.ruleSets} rule sets, ${counts.requests} requests, ${counts.unequal} unexplained in ${kinds.size} kinds`,
    )
  }
  const inOrder = [...kinds.values()].sort((one, other) => other.count - one.count)
  const reduced: SeenCase[] = []
  for (const seen of inOrder) reduced.push(run.isOver() ? seen : await reducedKind(run, seen))
  return { ...counts, known: explained, kinds: reduced }
}

/** The rules of a case as a WAF is started with them. */
export const setupOfCase = (made: Pick<RuleSetCase, 'units'>): Setup => ({
  ruleFolder: NO_RULES,
  plugin: undefined,
  settings: [],
  afterwards: linesOf(made).map(toText),
  files: FILES,
  engine: 'On',
  luaSocket: true,
})

const compareAll = async (
  { one, other, forms }: Pick<RuleSetRun, 'one' | 'other' | 'forms'>,
  cases: readonly RuleSetCase[],
): Promise<readonly Compared[]> => {
  const setups = cases.map(setupOfCase)
  const [first, second] = [await one.start(setups), await other.start(setups)]
  const compared: Compared[] = []
  for (const [index, made] of cases.entries()) {
    const [here, there] = [first[index], second[index]]
    if (here !== undefined && there !== undefined) compared.push(await compareCase(made, here, there, forms))
  }
  return compared
}

/** A server may die of many rule sets together that it takes in parts: some of them spoil its memory. */
const compareInParts = async (run: RuleSetRun, cases: readonly RuleSetCase[]): Promise<readonly Compared[]> => {
  try {
    return await compareAll(run, cases.map(withHost))
  } catch (error) {
    if (!(error instanceof EnvironmentError) || cases.length < 2) throw error
    run.tell(`in two parts, since the surroundings failed: ${error.message}`)
    const middle = Math.ceil(cases.length / 2)
    const first = await compareInParts(run, cases.slice(0, middle))
    return [...first, ...(await compareInParts(run, cases.slice(middle)))]
  }
}

const reducedKind = async (run: RuleSetRun, seen: SeenCase): Promise<SeenCase> => {
  const { kind } = seen
  const { timeLimitMs, now } = run.reduction
  if (timeLimitMs === 0) return seen
  const endMs = now() + timeLimitMs
  const isOver = (): boolean => now() > endMs || run.isOver()
  let rounds = 0
  const showWhich = async (candidates: readonly RuleSetCase[]): Promise<readonly boolean[]> => {
    run.tell(`reducing case ${seen.first} (${kind}): round ${++rounds}, ${Math.ceil((endMs - now()) / 1000)} s left`)
    const compared = await compareInParts(run, candidates)
    return compared.map(({ found }) => found?.kind === kind)
  }
  const fewest = await reduceCase(seen.smallest, showWhich, isOver)
  const smallest = withHost(await withSmallRequest(run, fewest, kind, isOver), 0)
  const [last] = await compareAll(run, [smallest])
  return { ...seen, smallest, differences: last?.found?.differences ?? ['not seen again'] }
}

/** The case with its last request reduced; that needs no other rules. */
const withSmallRequest = async (
  run: RuleSetRun,
  made: RuleSetCase,
  kind: string,
  isOver: () => boolean,
): Promise<RuleSetCase> => {
  const last = made.requests.at(-1)
  if (last === undefined || made.requests.length > 1) return made
  const [setup] = [setupOfCase(made)]
  const [one] = await run.one.start([setup])
  const [other] = await run.other.start([setup])
  if (one === undefined || other === undefined || !('waf' in one) || !('waf' in other)) return made
  const shows = async (request: ByteString): Promise<boolean> =>
    !isOver() &&
    /\r\nHost: w\d+\.localhost\r\n/.test(request) &&
    (await compareCase({ ...made, requests: [toHost(request, 0)] }, one, other, run.forms)).found?.kind === kind
  if (!(await shows(last))) return made
  return { ...made, requests: [await shrink(last, shows, REQUEST_TRIES)] }
}

const REQUEST_TRIES = 300

/** The case with requests to the host that has this place in a batch. */
const withHost = (made: RuleSetCase, index: number): RuleSetCase => ({
  ...made,
  requests: made.requests.map(request => toHost(request, index)),
})

const toHost = (request: ByteString, index: number): ByteString =>
  request.replace(/\r\nHost: w\d+\.localhost\r\n/, `\r\nHost: ${hostOf(index)}\r\n`)
