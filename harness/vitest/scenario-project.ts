import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config'
import { showDiagnostic } from '../../src/errors.ts'
import type { BackendOptions } from '../backends/backend.ts'
import type { Style } from '../reporters/style.ts'
import type { Cell } from '../run/cells.ts'
import type { ReadCells } from '../run/read-cells.ts'

/** The tests of one file: what its test module reads. */
export type FileTests = {
  readonly file: string
  readonly cells: readonly Cell[]
  /** Why there are none: what is wrong in a file that cannot be read, that it is no file of tests, or holds none. */
  readonly instead?: { readonly outcome: 'broken' | 'skipped'; readonly message: string }
  /** Options of this run that a repeated run needs. */
  readonly options: readonly string[]
  /** How failures show log lines; laid out when not given. */
  readonly log?: Style['log']
  /** Who tells that tests were skipped and that nothing ran: the file's own tests, or else whoever has all reports. */
  readonly skips?: 'told here'
}

/** The tests of a file as it was read. */
export const fileTests = (file: string, read: ReadCells, options: readonly string[]): FileTests => {
  const instead = insteadOf(read)
  return {
    file,
    options,
    cells: read.is === 'tests' ? read.cells : [],
    ...(instead === undefined ? {} : { instead }),
  }
}

const insteadOf = (read: ReadCells): FileTests['instead'] => {
  if (read.is === 'broken') return { outcome: 'broken', message: read.problems.map(showDiagnostic).join('\n') }
  if (read.is === 'something else')
    return { outcome: 'skipped', message: 'neither scenarios nor FTW tests: left alone' }
  return read.testCount === 0 ? { outcome: 'skipped', message: 'no tests in it' } : undefined
}

/** What makes scenario files a project of vitest's. */
export type ScenarioProject = {
  /** Globs of the files. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** The tests of a file as it is now, by its absolute path; asked again when the file has changed. */
  readonly read: (path: string) => Promise<FileTests>
  /** A folder for the tests that have been read; it lasts as long as the project. */
  readonly folder: string
  readonly backends: BackendOptions
}

/** What vitest takes for a project, with its plugins. */
export type VitestProject = Pick<TestProjectInlineConfiguration, 'plugins' | 'test'>

/**
 * The project that runs scenario files as tests: `wafrig run` runs it, and the plugin `scenarios` adds it to the projects of whoever
 * uses it. Its tests share a worker's WAFs, which end with the worker.
 */
export const scenarioProject = ({
  include,
  exclude,
  read,
  folder,
  backends,
}: ScenarioProject): VitestProject & Required<Pick<VitestProject, 'test'>> & { readonly plugins: Plugin[] } => ({
  plugins: [loader(read, folder)],
  test: {
    include: [...include],
    exclude: [...exclude],
    environment: ENVIRONMENT,
    environmentOptions: { wafrig: backends },
    pool: 'forks',
    isolate: false,
    server: { deps: { external: [/\/harness\/vitest\//] } },
  },
})

const beside = (name: string): string =>
  fileURLToPath(new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url))

const ENVIRONMENT = beside('environment')
const TEST_CELLS = beside('test-cells')

/**
 * A vite plugin that makes scenario files test modules. A module is two lines that read the tests from a JSON file in `folder`: as
 * part of the module they would be parsed as code, several times.
 */
const loader = (read: ScenarioProject['read'], folder: string): Plugin => {
  const names = new Map<string, string>()
  return {
    name: 'wafrig-scenarios',
    enforce: 'pre',
    async load(id) {
      if (!/\.ya?ml$/.test(id)) return undefined
      const name = names.get(id) ?? `${names.size}.json`
      names.set(id, name)
      const tests = join(folder, name)
      await writeFile(tests, JSON.stringify(await read(id)))
      const code = `import { testFile } from ${JSON.stringify(TEST_CELLS)}\ntestFile(${JSON.stringify(tests)})\n`
      return { code, map: null }
    },
  }
}
