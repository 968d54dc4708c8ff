import { resolve } from 'node:path'
import { backendNamed } from '../backends/find-backend.ts'
import type { DivergencePlace } from '../divergences/known.ts'
import { type Cell, type Choice, cellsOf } from '../run/cells.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { type ConnectionRequests, sendingsOf } from '../scenario/sendings.ts'
import type { Setup } from '../setup/setup.ts'
import type { Pair } from './pairs.ts'

/** Requests to be sent to both backends of a pair, one after the other, with the same setup. */
export type DiffJob = {
  readonly pair: Pair
  readonly place: DivergencePlace
  /** File for people, and line of the test; 1 for a file of octets. */
  readonly file: string
  readonly line: number
  /** The test with what was chosen of its matrix. */
  readonly title: string
  readonly cells: { readonly one: Cell; readonly other: Cell } | undefined
  readonly setup: Setup
  readonly sendings: readonly ConnectionRequests[]
  /** Why it is not compared. */
  readonly skip?: string
}

/** The jobs of a scenario on a pair: one per combination of its matrix, with each rule set of the run. */
export const scenarioJobs = (folder: string, scenario: Scenario, pair: Pair, choice: Choice): readonly DiffJob[] => {
  const others = new Map(cellsOn(scenario, pair.other, choice).map(cell => [combinationOf(cell), cell]))
  const ones = cellsOn(scenario, pair.one, choice)
  return ones.map(one => {
    const other = others.get(combinationOf(one))
    const skip = one.skip ?? (other === undefined ? `not run on ${pair.other}` : other.skip)
    const chosen = combinationOf(one)
    return {
      pair,
      place: {
        file: resolve(folder, scenario.file),
        id: scenario.id,
        description: scenario.description,
        backends: [pair.one, pair.other],
        mode: one.mode,
        crs: one.crsVersion,
      },
      file: scenario.file,
      line: scenario.line,
      title: chosen === '' ? scenario.description : `${scenario.description} [${chosen}]`,
      cells: other === undefined ? undefined : { one, other },
      setup: one.setup,
      sendings: sendingsOf(scenario.stages, Date.now()),
      ...(skip === undefined ? {} : { skip }),
    }
  })
}

/** What was chosen of the matrix, without the backend. */
const combinationOf = ({ label, backend }: Cell): string => label.slice(backend.length).replace(/^, /, '')

/** A scenario that is written for a backend is for its variants too: for the emulator in each dialect. */
const cellsOn = (scenario: Scenario, backend: string, choice: Choice): readonly Cell[] => {
  const cells = cellsOf(scenario, { ...choice, backends: [backend] })
  const variantOf = backendNamed(backend)?.variantOf
  if (variantOf === undefined || cells.some(({ skip }) => skip === undefined)) return cells
  return cellsOf(scenario, { ...choice, backends: [variantOf] }).map(cell => ({
    ...cell,
    backend,
    label: backend + cell.label.slice(cell.backend.length),
  }))
}
