import { InputError } from '../../../src/errors.ts'
import { CRS_EXCEPTIONS, type CrsException } from '../../divergences/crs-exceptions.ts'
import { type Bench, openBench } from '../../run/bench.ts'
import { type Cell, cellsOf } from '../../run/cells.ts'
import type { Failure, Outcome } from '../../run/run.ts'
import { runCell } from '../../run/run.ts'
import type { FoundFile } from '../../scenario/find-files.ts'
import { readScenarios } from '../../scenario/read.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'

/** Which rules the tests are run on, and where. Plain data: it goes to other threads. */
export type FtwJob = { readonly ruleFolder: RuleFolder; readonly backend: string }

/** How a test ended. `text` says what is wrong with a failed one, or why another does not count. */
export type FtwResult = {
  readonly id: string
  readonly outcome: 'passed' | 'failed' | 'not applicable'
  readonly text?: string
}

/** Runs files of FTW tests, one after the other. */
export type FtwRunner = AsyncDisposable & { readonly run: (file: FoundFile) => Promise<readonly FtwResult[]> }

/** A runner without vitest, which takes half as long again for thousands of tests of a few milliseconds. */
export const openFtwRunner = ({ ruleFolder, backend }: FtwJob): FtwRunner => {
  const bench = openBench()
  const choice = {
    ...{ backends: [backend], modes: undefined, ruleFolder, findRuleFolder: () => undefined, plugin: undefined },
  }
  return {
    run: async ({ path, shown }) => {
      try {
        const results: FtwResult[] = []
        for (const scenario of await readScenarios(path, shown)) {
          for (const cell of cellsOf(scenario, choice)) {
            results.push({ id: scenario.id, ...(await resultOf(cell, ruleFolder, bench)) })
          }
        }
        return results
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        return [{ id: shown, outcome: 'failed', text: error.message }]
      }
    },
    [Symbol.asyncDispose]: () => bench.wafs[Symbol.asyncDispose](),
  }
}

type Result = Omit<FtwResult, 'id'>

const resultOf = async (cell: Cell, ruleFolder: RuleFolder, { wafs, canary }: Bench): Promise<Result> => {
  const outcome = await runCell(cell, wafs, canary)
  const exception = CRS_EXCEPTIONS.find(
    ({ test, crs }) => test === cell.scenario.id && ruleFolder.version?.startsWith(crs) === true,
  )
  if (exception === undefined) return plainResult(cell, outcome)
  if (outcome.outcome === 'passed') return failed(cell, `is listed as an exception (${exception.reason}) and passes`)
  const again = await runCell(asTheEngine(cell, exception), wafs, canary)
  if (again.outcome !== 'passed') return failed(cell, `is not even as the real engine has it: ${inWords(again)}`)
  return { outcome: 'not applicable', text: `${exception.reason}; ${exception.engine}: ${shown(exception)}` }
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

const asTheEngine = (cell: Cell, { output }: CrsException): Cell => ({
  ...cell,
  scenario: { ...cell.scenario, stages: cell.scenario.stages.map(stage => ({ ...stage, output })) },
})

const shown = ({ output }: CrsException): string =>
  `status ${String(output.status)}, rules ${output.log?.expect_ids?.join(', ') ?? 'none'}`

const inWords = (outcome: Outcome): string => {
  if (outcome.outcome === 'failed') return shortfallText(outcome.failure)
  return 'message' in outcome ? outcome.message : outcome.outcome
}

const shortfallText = ({ stage, shortfalls }: Failure): string =>
  shortfalls
    .map(({ key, expected, actual }) => `stage ${stage}, ${key}: expected ${expected}, actual ${actual}`)
    .join('; ')
