import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import type { BackendOptions } from '../backends/backend.ts'
import { backendNamed } from '../backends/find-backend.ts'
import { chosenRules, ruleFoldersOf } from '../run/chosen-rules.ts'
import { readCells } from '../run/read-cells.ts'
import { cacheFolder } from '../setup/rule-folders/cache-folder.ts'
import { scenarioProject } from './scenario-project.ts'

/** Which files are tests, and what they are run with: the words of `wafrig run`. */
export type ScenarioOptions = {
  /** Globs of scenario and FTW files, from vitest's root. */
  readonly include: string | readonly string[]
  readonly exclude?: string | readonly string[]
  /** The rule set: a version, a name of `wafrig crs list`, a folder; `starter` when not given. */
  readonly crs?: string
  /** The plugin's folder; `none` for none; the one that comes with wafrig when not given. */
  readonly plugin?: string
  /** Where tests run; what each scenario says, else the emulator, when not given. */
  readonly backends?: readonly string[]
  /** Only these modes of the plugin's detection. */
  readonly modes?: readonly (1 | 2)[]
  /** How backends are had that are not in this process. */
  readonly backendOptions?: BackendOptions
  /** The name of the project that these tests make in vitest; `scenarios` when not given. */
  readonly name?: string
}

/** Projects that differ in their number of workers must not share a group; vitest's own have low numbers. */
const GROUP = 1000

/**
 * A plugin for a `vitest.config.ts`: scenario and FTW files become tests of your project, beside its own, with vitest's watch mode,
 * UI, coverage, sharding, reporters and filters. They are a project of their own in vitest's sense.
 *
 * @example
 * ```ts config
 * import { defineConfig } from 'vitest/config'
 * import { scenarios } from 'wafrig/vitest'
 *
 * export default defineConfig({
 *   plugins: [scenarios({ include: 'tests/*.yaml', crs: 'starter' })],
 * })
 * ```
 */
export const scenarios = (options: ScenarioOptions): Plugin => ({
  name: 'wafrig',
  async configureVitest({ vitest, injectTestProjects }) {
    const { crs, plugin, backends, modes, backendOptions = {}, name = 'scenarios' } = options
    const choice = { ...(await chosenRules(cacheFolder(process.env), options)), backends, modes }
    const folder = await mkdtemp(join(tmpdir(), 'wafrig-'))
    vitest.onClose(() => rm(folder, { recursive: true, force: true }))
    const ruleFolders = ruleFoldersOf(choice)
    vitest.vite.watcher.add([...ruleFolders])
    vitest.config.forceRerunTriggers.push(...ruleFolders.map(path => `${path}/**`))
    const repeated = [
      ...(crs === undefined ? [] : ['--crs', crs]),
      ...(plugin === undefined ? [] : ['--plugin', plugin]),
    ]
    const { test, plugins } = scenarioProject({
      include: [options.include].flat(),
      exclude: [options.exclude ?? []].flat(),
      folder,
      backends: backendOptions,
      read: async path => {
        const shown = relative(process.cwd(), path)
        const { cells } = await readCells({ path, shown }, process.cwd(), choice)
        return { file: shown, cells, options: repeated }
      },
    })
    const one = backends?.some(backend => backendNamed(backend)?.workers === 'one') === true
    await injectTestProjects({
      plugins,
      test: { ...test, name, sequence: { groupOrder: GROUP }, ...(one ? { maxWorkers: 1 } : {}) },
    })
  },
})
