import { type Diagnostic, InputError } from '../../src/errors.ts'
import { readDivergences } from '../divergences/read.ts'
import { readOverrides } from '../divergences/read-overrides.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { readScenarioFile } from '../scenario/read.ts'
import { type Cell, type Choice, cellsOf } from './cells.ts'
import { withKnown } from './with-known.ts'

/** What a file came to that was to hold tests. */
export type ReadCells =
  | ReadTests
  /** It cannot be read; `problems` is everything that is wrong in it. */
  | { readonly is: 'broken'; readonly problems: readonly Diagnostic[] }
  /** It was found in a folder, and holds neither scenarios nor FTW tests. */
  | { readonly is: 'something else' }

/** The cells of a file, of how many tests, and whether any of these is about a mode of the plugin's detection. */
type ReadTests = {
  readonly is: 'tests'
  readonly cells: readonly Cell[]
  readonly testCount: number
  readonly hasModes: boolean
  readonly notices: readonly Diagnostic[]
}

/**
 * All cells of a scenario file that a run asks for, each with what is known of the place where it runs. `folder` is where the list of
 * known differences is looked for.
 */
export const readCells = async (file: FoundFile, folder: string, choice: Choice): Promise<ReadCells> => {
  try {
    const read = await readScenarioFile(file)
    if (read === undefined) return { is: 'something else' }
    const { scenarios, notices } = read
    const listed = [...(await readOverrides(file, scenarios)), ...(await readDivergences(folder, [file.path]))]
    const cells = scenarios
      .flatMap(scenario => cellsOf(scenario, choice))
      .map(cell => withKnown(cell, listed, file.path))
    const hasModes = scenarios.some(({ setup, matrix }) => setup.mode !== undefined || matrix.mode !== undefined)
    return { is: 'tests', cells, testCount: scenarios.length, hasModes, notices }
  } catch (error) {
    if (error instanceof InputError) return { is: 'broken', problems: error.diagnostics }
    throw error
  }
}
