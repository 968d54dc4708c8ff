import { EnvironmentError, InputError } from '../../src/errors.ts'
import { explainsShortfall, type KnownDivergence, staleAmong } from '../divergences/known.ts'
import type { Shortfall } from '../scenario/expectations/expectation.ts'
import { askedIn, givenIn } from '../scenario/output-schema.ts'
import type { Scenario, Stage } from '../scenario/scenario.ts'
import { type ConnectionRequests, type StageRequest, sendingsOf } from '../scenario/sendings.ts'
import { Unavailable } from '../waf/unavailable.ts'
import type { Exchange, Waf } from '../waf/waf.ts'
import type { Canary } from './canary.ts'
import type { Cell } from './cells.ts'
import { type Evidence, evidenceOf } from './evidence.ts'
import { placedInScenario } from './placed-in-scenario.ts'
import type { Forced } from './selection.ts'
import { sendOver } from './send-over.ts'
import { type Unjudged, unjudged } from './unjudged.ts'
import { shortfalls } from './verdict.ts'
import type { WafPool } from './waf-pool.ts'

/** A stage that did not bring what was expected. */
export type FailedStage = Evidence & {
  /** Line of the stage in the scenario's file, and its number from 1. */
  readonly line: number
  readonly stage: number
  /** Which time it was, from 1, of a stage that is repeated. */
  readonly repetition?: number
  readonly shortfalls: readonly Shortfall[]
}

/** How a cell ended. */
export type Outcome =
  /** Some expectations may be left out: of what the WAF does not show, and those that are known not to be met there. */
  | {
      readonly outcome: 'passed'
      readonly unjudged?: readonly Unjudged[]
      /** No stage expects anything: FTW's programs pass such a test. */
      readonly checksNothing?: true
      /** The stages that the engine's process died of, by what it died of. */
      readonly deaths?: readonly StageDeath[]
    }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly failure: FailedStage }
  /** It was to fail and did not, or all that is listed as a divergence in `listedIn` is as expected. */
  | { readonly outcome: 'unexpectedly passed'; readonly reason: string; readonly listedIn?: string }
  /** No verdict could be had. `kind` says whose fault it is: the input's, or the surroundings'. */
  | { readonly outcome: 'broken'; readonly kind: 'input' | 'surroundings'; readonly message: string }

/** An engine's process that died, and the stage's line that it died of. */
export type StageDeath = { readonly line: number; readonly died: string }

/** Told of the exchange that decided a stage, by the stage's index. */
export type Witness = (stage: number, exchange: Exchange) => void

/** Runs one cell: the canary, then its stages in order, up to the first that fails. */
export const runCell = async (
  cell: Cell,
  wafs: WafPool,
  canary: Canary,
  witness: Witness = () => {},
): Promise<Outcome> => {
  if (cell.forced !== undefined) return forcedOutcome(cell, cell.forced)
  if (cell.skip !== undefined) return { outcome: 'skipped', reason: cell.skip }
  if (expectsNothing(cell.scenario)) return { outcome: 'skipped', reason: 'expects nothing: give a stage an output' }
  try {
    await canary.prove(cell)
    return judged(cell, await tryStages(cell, await wafs.get(cell.backend, cell.setup), witness))
  } catch (error) {
    if (error instanceof InputError) {
      const placed = await placedInScenario(error.diagnostics, cell.scenario, cell.setup)
      return { outcome: 'broken', kind: 'input', message: new InputError(placed).message }
    }
    if (error instanceof Unavailable) return { outcome: 'skipped', reason: error.message }
    if (error instanceof EnvironmentError) {
      const message = [error.message, ...error.lastLines.map(line => `  | ${line}`)].join('\n')
      return { outcome: 'broken', kind: 'surroundings', message }
    }
    throw error
  }
}

/**
 * Sends a scenario's requests to a WAF that is up and judges what comes back, up to the first stage that fails. What the scenario wants
 * of its setup, and where it is to be skipped, is not looked at: the WAF is as it is. It is skipped where the WAF cannot be sent what it says.
 */
export const runOn = async (scenario: Scenario, waf: Waf): Promise<Outcome> => {
  try {
    return judged({}, await tryStages({ scenario }, waf, () => {}))
  } catch (error) {
    if (error instanceof Unavailable) return { outcome: 'skipped', reason: error.message }
    throw error
  }
}

/** A test that is not sent since a list says how it ends: it counts as skipped, or as failed. */
const forcedOutcome = ({ scenario }: Cell, { as, reason }: Forced): Outcome => {
  if (as !== 'fail') return { outcome: 'skipped', reason }
  const shortfalls = [{ key: 'forcefail', expected: 'a test that is not listed there', actual: reason }]
  return {
    outcome: 'failed',
    failure: { line: scenario.line, stage: 1, request: 'not sent', shortfalls, log: [], calls: [] },
  }
}

/** True of a test that could not fail; FTW's programs pass such. */
const expectsNothing = ({ ftw, stages }: Scenario): boolean =>
  !ftw && stages.every(({ output }) => askedIn(output).length === 0)

/** What came of a cell's stages, up to the first that failed. */
type Tried = {
  readonly failure: FailedStage | undefined
  readonly unjudged: readonly Unjudged[]
  readonly used: ReadonlySet<KnownDivergence>
  readonly isJudged: boolean
  readonly expectsSomething: boolean
  readonly deaths: readonly StageDeath[]
}

const judged = (
  { expectFailure, divergences = [] }: Pick<Cell, 'expectFailure' | 'divergences'>,
  tried: Tried,
): Outcome => {
  const { failure, unjudged: left, used, isJudged, expectsSomething, deaths } = tried
  if (expectFailure !== undefined) {
    return failure === undefined ? { outcome: 'unexpectedly passed', reason: expectFailure } : { outcome: 'passed' }
  }
  if (failure !== undefined) return { outcome: 'failed', failure }
  const [stale] = staleAmong(divergences, used)
  if (stale !== undefined) {
    return { outcome: 'unexpectedly passed', reason: stale.reason, listedIn: stale.name }
  }
  if (!isJudged) return { outcome: 'skipped', reason: left.map(({ reason }) => reason).join('; ') }
  return {
    outcome: 'passed',
    ...(left.length === 0 ? {} : { unjudged: left }),
    ...(expectsSomething ? {} : { checksNothing: true }),
    ...(deaths.length === 0 ? {} : { deaths }),
  }
}

const tryStages = async (
  { scenario, divergences = [] }: Pick<Cell, 'scenario' | 'divergences'>,
  waf: Waf,
  witness: Witness,
): Promise<Tried> => {
  const left: Unjudged[] = []
  const deaths: StageDeath[] = []
  const used = new Set<KnownDivergence>()
  let isJudged = false
  const expectsSomething = scenario.stages.some(({ output }) => askedIn(output).length > 0)
  for (const sending of sendingsOf(scenario.stages, Date.now())) {
    for (const { request, stage, exchange, found } of await trySending(sending, scenario, waf)) {
      witness(request.stage, exchange)
      if (exchange.died !== undefined) deaths.push({ line: stage.line, died: exchange.died })
      // Of a stage that is repeated, what is unseen is the same each time.
      const unseen = (request.repetition ?? 1) === 1 ? unjudged(stage.output, exchange) : []
      left.push(...unseen)
      if (unseen.length === 0 || givenIn(stage.output).some(({ about }) => about === 'response')) isJudged = true
      const open = found.filter(shortfall => {
        const known = divergences.find(divergence => explainsShortfall(divergence, shortfall.key))
        if (known !== undefined) used.add(known)
        return known === undefined
      })
      if (open.length > 0) {
        const failure = {
          line: stage.line,
          stage: request.stage + 1,
          ...(request.repetition === undefined ? {} : { repetition: request.repetition }),
          shortfalls: open,
          ...evidenceOf(stage.input, exchange),
        }
        return { failure, unjudged: left, used, isJudged, expectsSomething, deaths }
      }
    }
  }
  return { failure: undefined, unjudged: left, used, isJudged, expectsSomething, deaths }
}

/** A request, what it brought, and what its stage found wanting in that. */
type TriedRequest = {
  readonly request: StageRequest
  readonly stage: Stage
  readonly exchange: Exchange
  readonly found: readonly Shortfall[]
}

/** Sends what goes over one connection; a single request once more where its stage fails and says so. */
const trySending = async (
  sending: ConnectionRequests,
  { stages, ftw }: Scenario,
  waf: Waf,
): Promise<readonly TriedRequest[]> => {
  const once = async (): Promise<readonly TriedRequest[]> => {
    const exchanges = await sendOver(waf, sending)
    return sending.flatMap((request, index) => {
      const [stage, exchange] = [stages[request.stage], exchanges[index]]
      if (stage === undefined || exchange === undefined) return []
      return [{ request, stage, exchange, found: shortfalls(stage.output, exchange, ftw) }]
    })
  }
  const tried = await once()
  const isAgain = tried.some(({ stage, found }) => found.length > 0 && stage.output.retry_once === true)
  return isAgain ? once() : tried
}
