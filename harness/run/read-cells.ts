import { readDivergences } from '../divergences/read.ts'
import { readOverrides } from '../divergences/read-overrides.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { readScenarios } from '../scenario/read.ts'
import { type Cell, type Choice, cellsOf } from './cells.ts'
import { withKnown } from './with-known.ts'

/** The cells of a file, of how many tests, and whether any of these is about a mode of the plugin's detection. */
export type ReadCells = { readonly cells: readonly Cell[]; readonly testCount: number; readonly hasModes: boolean }

/**
 * All cells of a scenario file that a run asks for, each with what is known of the place where it runs. `folder` is where the list of
 * known differences is looked for. Throws an InputError with everything that is wrong in the file.
 */
export const readCells = async (file: FoundFile, folder: string, choice: Choice): Promise<ReadCells> => {
  const { path, shown } = file
  const scenarios = await readScenarios(path, shown)
  const listed = [...(await readOverrides(file, scenarios)), ...(await readDivergences(folder, [path]))]
  const cells = scenarios
    .flatMap(scenario => cellsOf(scenario, choice))
    .map(cell => withKnown(cell, listed, { file: path, crs: choice.ruleFolder.version }))
  const hasModes = scenarios.some(({ setup, matrix }) => setup.mode !== undefined || matrix.mode !== undefined)
  return { cells, testCount: scenarios.length, hasModes }
}
