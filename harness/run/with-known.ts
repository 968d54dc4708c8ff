import { divergencesAt, isAboutExpectations, type KnownDivergence } from '../divergences/known.ts'
import type { Stage } from '../scenario/scenario.ts'
import { type Cell, platformOf } from './cells.ts'

/**
 * The cell with what is known of the place where it runs: what its platform brings instead of what a stage expects, and
 * the expectations that are not met there. `file` is the scenario file's absolute path.
 */
export const withKnown = (cell: Cell, known: readonly KnownDivergence[], file: string): Cell => {
  const { scenario, backend, mode, crsVersion: crs } = cell
  const { id, description } = scenario
  const place = { file, id, description, backends: [backend], platform: platformOf(backend), mode, crs }
  const here = divergencesAt(known, place)
  const replacing = here.filter(({ instead }) => instead !== undefined)
  const divergences = here.filter(isAboutExpectations)
  const reason = replacing.at(-1)?.reason
  return {
    ...cell,
    ...(reason === undefined ? {} : { scenario: { ...scenario, stages: replaced(scenario.stages, replacing) } }),
    ...(reason === undefined ? {} : { overridden: reason }),
    ...(divergences.length === 0 ? {} : { divergences }),
  }
}

/** Of several entries for a stage the last counts; the whole output is replaced. */
const replaced = (stages: readonly Stage[], replacing: readonly KnownDivergence[]): readonly Stage[] =>
  stages.map((stage, index) => {
    const last = replacing.findLast(entry => entry.stages?.includes(index) ?? true)
    return { ...stage, output: last?.instead ?? stage.output }
  })
