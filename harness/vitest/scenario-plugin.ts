import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import type { Cell } from '../run/cells.ts'

/** A scenario file of a run. */
export type ScenarioFile = {
  /** Absolute path. */
  readonly path: string
  /** Path as people see it. */
  readonly shown: string
}

/** The tests of one file: what its test module reads. */
export type FileTests = {
  readonly file: string
  readonly cells: readonly Cell[]
  /** Options of this run that a repeated run needs. */
  readonly options: readonly string[]
}

const TEST_CELLS = fileURLToPath(new URL(`./test-cells${import.meta.url.slice(-3)}`, import.meta.url))

/**
 * A vite plugin that makes scenario files test modules. `read` gives the tests of a file; it is asked again when the
 * file has changed. A module is two lines that read the tests from a JSON file in `folder`: as part of the module
 * they would be parsed as code, several times.
 */
export const scenarioPlugin = (
  files: readonly ScenarioFile[],
  read: (file: ScenarioFile) => Promise<FileTests>,
  folder: string,
): Plugin => ({
  name: 'wafrig-scenarios',
  enforce: 'pre',
  async load(id) {
    const index = files.findIndex(({ path }) => path === id)
    const file = files[index]
    if (file === undefined) return undefined
    const tests = join(folder, `${index}.json`)
    await writeFile(tests, JSON.stringify(await read(file)))
    const code = `import { testFile } from ${JSON.stringify(TEST_CELLS)}\ntestFile(${JSON.stringify(tests)})\n`
    return { code, map: null }
  },
})
