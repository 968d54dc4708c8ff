import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { Cell } from '../cells.ts'

/** A scenario file of a run. */
export type ScenarioFile = {
  /** Absolute path. */
  readonly path: string
  /** Path as people see it. */
  readonly shown: string
}

const TEST_CELLS = fileURLToPath(new URL(`./test-cells${import.meta.url.slice(-3)}`, import.meta.url))

/**
 * A vite plugin that makes scenario files test modules. `read` gives the cells of a file; it is asked again when the
 * file has changed. `options` are those that a repeated run needs.
 */
export const scenarioPlugin = (
  files: readonly ScenarioFile[],
  read: (file: ScenarioFile) => Promise<readonly Cell[]>,
  options: readonly string[],
): Plugin => ({
  name: 'wafrig-scenarios',
  enforce: 'pre',
  async load(id) {
    const file = files.find(({ path }) => path === id)
    if (file === undefined) return undefined
    const cells = await read(file)
    const values = [file.shown, cells, options].map(value => JSON.stringify(value)).join(', ')
    return { code: `import { testCells } from ${JSON.stringify(TEST_CELLS)}\ntestCells(${values})\n`, map: null }
  },
})
