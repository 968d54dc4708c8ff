import { InputError, showDiagnostic } from '../../../src/errors.ts'
import type { BackendOptions } from '../../backends/backend.ts'
import { divergencesAt, type KnownDivergence } from '../../divergences/known.ts'
import { OF_CRS } from '../../divergences/of-crs.ts'
import { readOverrides } from '../../divergences/read-overrides.ts'
import { type Bench, openBench } from '../../run/bench.ts'
import { type Cell, cellsOf } from '../../run/cells.ts'
import type { FailedStage, Outcome } from '../../run/run.ts'
import { runCell } from '../../run/run.ts'
import { withKnown } from '../../run/with-known.ts'
import type { FoundFile } from '../../scenario/find-files.ts'
import { readScenarioFile } from '../../scenario/read.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'

/** Which rules the tests are run on, and where. Plain data: it goes to other threads. */
export type FtwJob = {
  readonly ruleFolder: RuleFolder
  readonly backend: string
  /** How it is had. */
  readonly backends: BackendOptions
}

/** How a test ended. `text` says what is wrong with a failed one, or why another does not count. */
export type FtwResult = {
  readonly id: string
  readonly outcome: 'passed' | 'failed' | 'not applicable'
  readonly text?: string
  /** Name of the known difference that it is. */
  readonly known?: string
}

/** Runs files of FTW tests, one after the other. */
export type FtwRunner = AsyncDisposable & { readonly run: (file: FoundFile) => Promise<readonly FtwResult[]> }

/** A runner without vitest, which takes half as long again for thousands of tests of a few milliseconds. */
export const openFtwRunner = ({ ruleFolder, backend, backends }: FtwJob): FtwRunner => {
  const bench = openBench(backends)
  const choice = {
    ...{ backends: [backend], modes: undefined, ruleFolder, findRuleFolder: () => undefined, plugin: undefined },
  }
  return {
    run: async file => {
      try {
        const { scenarios = [], notices = [] } = (await readScenarioFile(file)) ?? {}
        const results = notices.map((notice): FtwResult => failedFile(file, showDiagnostic(notice)))
        const overrides = await readOverrides(file, scenarios)
        for (const cell of scenarios.flatMap(scenario => cellsOf(scenario, choice))) {
          const known = withKnown(cell, overrides, file.path)
          results.push({ id: cell.scenario.id, ...(await resultOf(known, ruleFolder, bench)) })
        }
        return results
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        return [failedFile(file, error.message)]
      }
    },
    [Symbol.asyncDispose]: () => bench.wafs[Symbol.asyncDispose](),
  }
}

/** What FTW's programs would pass over in a file is a failure here: its tests check less than they seem to. */
const failedFile = ({ shown }: FoundFile, text: string): FtwResult => ({ id: shown, outcome: 'failed', text })

type Result = Omit<FtwResult, 'id'>

const resultOf = async (cell: Cell, ruleFolder: RuleFolder, { wafs, canary }: Bench): Promise<Result> => {
  const outcome = await runCell(cell, wafs, canary)
  const { id, description } = cell.scenario
  const [exception] = divergencesAt(OF_CRS, { id, description, crs: ruleFolder.version })
  if (exception === undefined) return plainResult(cell, outcome)
  const { reason, source, name: known } = exception
  if (outcome.outcome === 'passed') {
    return { ...failed(cell, `is listed as an exception (${reason}) and passes`), known }
  }
  const again = await runCell(asTheEngine(cell, exception), wafs, canary)
  if (again.outcome !== 'passed') {
    return { ...failed(cell, `is not even as the real engine has it: ${inWords(again)}`), known }
  }
  return { outcome: 'not applicable', text: `${reason}; ${source}: ${inShort(exception)}`, known }
}

const plainResult = (cell: Cell, outcome: Outcome): Result => {
  if (outcome.outcome === 'passed') return { outcome: 'passed' }
  if (outcome.outcome === 'skipped') return { outcome: 'not applicable', text: outcome.reason }
  return failed(cell, inWords(outcome))
}

const failed = ({ scenario: { file, line, id } }: Cell, text: string): Result => ({
  outcome: 'failed',
  text: `${file}:${line} ${id} ${text}`,
})

const asTheEngine = (cell: Cell, { instead }: KnownDivergence): Cell => ({
  ...cell,
  scenario: {
    ...cell.scenario,
    stages: cell.scenario.stages.map(stage => ({ ...stage, output: instead ?? stage.output })),
  },
})

const inShort = ({ instead }: KnownDivergence): string =>
  `status ${String(instead?.status)}, rules ${instead?.log?.expect_ids?.join(', ') ?? 'none'}`

const inWords = (outcome: Outcome): string => {
  if (outcome.outcome === 'failed') return shortfallText(outcome.failure)
  return 'message' in outcome ? outcome.message : outcome.outcome
}

const shortfallText = ({ stage, shortfalls }: FailedStage): string =>
  shortfalls
    .map(({ key, expected, actual }) => `stage ${stage}, ${key}: expected ${expected}, actual ${actual}`)
    .join('; ')
