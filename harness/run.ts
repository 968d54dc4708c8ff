import { EnvironmentError, InputError } from '../src/errors.ts'
import type { Exchange, Waf } from './backends/backend.ts'
import type { Canary } from './canary.ts'
import type { Cell } from './cells.ts'
import { type Evidence, evidenceOf } from './evidence.ts'
import type { Shortfall } from './expectations/expectation.ts'
import { buildRequest } from './request.ts'
import type { Stage } from './scenario/scenario.ts'
import { scriptOf } from './scenario/scorer-schema.ts'
import { shortfalls } from './verdict.ts'
import type { WafPool } from './waf-pool.ts'

/** A stage that did not bring what was expected. */
export type Failure = Evidence & {
  /** Line of the stage in the scenario's file, and its number from 1. */
  readonly line: number
  readonly stage: number
  readonly shortfalls: readonly Shortfall[]
}

/** How a cell ended. */
export type Outcome =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly failure: Failure }
  /** It was to fail and did not. */
  | { readonly outcome: 'unexpectedly passed'; readonly reason: string }
  /** No verdict could be had. `kind` says whose fault it is: the input's, or the surroundings'. */
  | { readonly outcome: 'broken'; readonly kind: 'input' | 'surroundings'; readonly message: string }

/** Told of the exchange that decided a stage, by the stage's index. */
export type Witness = (stage: number, exchange: Exchange) => void

/** Runs one cell: the canary, then its stages in order, up to the first that fails. */
export const runCell = async (
  cell: Cell,
  wafs: WafPool,
  canary: Canary,
  witness: Witness = () => {},
): Promise<Outcome> => {
  if (cell.skip !== undefined) return { outcome: 'skipped', reason: cell.skip }
  try {
    await canary.prove(cell)
    return judged(cell, await firstFailure(cell, await wafs.get(cell.backend, cell.setup), witness))
  } catch (error) {
    if (error instanceof InputError) return { outcome: 'broken', kind: 'input', message: error.message }
    if (error instanceof EnvironmentError) {
      const message = [error.message, ...error.lastLines.map(line => `  | ${line}`)].join('\n')
      return { outcome: 'broken', kind: 'surroundings', message }
    }
    throw error
  }
}

const judged = ({ expectFailure }: Cell, failure: Failure | undefined): Outcome => {
  if (expectFailure === undefined) return failure === undefined ? { outcome: 'passed' } : { outcome: 'failed', failure }
  return failure === undefined ? { outcome: 'unexpectedly passed', reason: expectFailure } : { outcome: 'passed' }
}

const firstFailure = async ({ scenario }: Cell, waf: Waf, witness: Witness): Promise<Failure | undefined> => {
  for (const [index, stage] of scenario.stages.entries()) {
    let [exchange, found] = await tryStage(stage, scenario.ftw, waf)
    if (found.length > 0 && stage.output.retry_once === true) {
      ;[exchange, found] = await tryStage(stage, scenario.ftw, waf)
    }
    witness(index, exchange)
    if (found.length > 0) {
      return { line: stage.line, stage: index + 1, shortfalls: found, ...evidenceOf(stage.input, exchange) }
    }
  }
  return undefined
}

const tryStage = async (
  { input, scorer, output }: Stage,
  ftw: boolean,
  waf: Waf,
): Promise<[Exchange, readonly Shortfall[]]> => {
  const exchange = await waf.send(buildRequest(input), scorer === undefined ? {} : { scorer: scriptOf(scorer) })
  return [exchange, shortfalls(output, exchange, ftw)]
}
