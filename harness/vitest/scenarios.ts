import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import type { Plugin } from 'vitest/config'
import { InputError } from '../../src/errors.ts'
import type { BackendOptions } from '../backends/backend.ts'
import { backendNamed, scorerInUse } from '../backends/find-backend.ts'
import { noticesText } from '../reporters/notices.ts'
import { PLAIN } from '../reporters/style.ts'
import { chosenRules, ruleFoldersOf } from '../run/chosen-rules.ts'
import { type ReadCells, readCells } from '../run/read-cells.ts'
import { cacheFolder } from '../setup/rule-folders/cache-folder.ts'
import { mustBeOptions } from './scenario-options.ts'
import { fileTests, scenarioProject } from './scenario-project.ts'

/** Which files are tests, and what they are run with: the words of `wafrig run`. Paths are from vitest's root. */
export type ScenarioOptions = {
  /** Globs of scenario and FTW files. What is neither, or has no tests, is skipped; a file that cannot be read fails. */
  readonly include: string | readonly string[]
  readonly exclude?: string | readonly string[]
  /** The rule set: a version, a name of `wafrig crs list`, a folder with a slash in it; each test runs with each of several. `starter` when not given. */
  readonly crs?: string | readonly string[]
  /** The plugin's folder; `none` for none, `shipped` for the one that comes with wafrig; when not given, that of the project, else `shipped`. */
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
 * UI, coverage, sharding, reporters and filters by file and title. In vitest's sense they are a project of their own; where a
 * configuration has `test.projects`, the plugin belongs into one of them. Throws an InputError for options that it does not take; globs
 * that match no file end the run, and a file of which every test was skipped fails with the reasons.
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
export const scenarios = (options: ScenarioOptions): Plugin => {
  mustBeOptions(options)
  return { name: 'wafrig', configureVitest: context => addScenarios(context, options) }
}

type Configured = Parameters<Extract<Plugin['configureVitest'], (context: never) => unknown>>[0]

const addScenarios = async ({ vitest, injectTestProjects }: Configured, options: ScenarioOptions): Promise<void> => {
  if (isAdded(vitest.projects, options)) return
  const { crs, plugin, backends, modes, backendOptions = {}, name = 'scenarios' } = options
  const { root } = vitest.config
  const named = crs === undefined ? undefined : [crs].flat().map(one => inRoot(root, one, /[\\/]/) ?? one)
  const rules = { crs: named, plugin: inRoot(root, plugin, /^(?!none$|shipped$)/) }
  const choice = {
    ...(await chosenRules(cacheFolder(process.env), root, rules)),
    backends,
    modes,
    scorer: scorerInUse(backendOptions),
  }
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-'))
  vitest.onClose(() => rm(folder, { recursive: true, force: true }))
  const ruleFolders = ruleFoldersOf(choice)
  vitest.vite.watcher.add([...ruleFolders])
  vitest.config.forceRerunTriggers.push(...ruleFolders.map(path => `${path}/**`))
  const repeated = [
    ...(crs === undefined ? [] : ['--crs', [crs].flat().join()]),
    ...(plugin === undefined ? [] : ['--plugin', plugin]),
  ]
  const { test, plugins } = scenarioProject({
    include: [options.include].flat(),
    exclude: [options.exclude ?? []].flat(),
    folder,
    backends: backendOptions,
    read: async path => {
      const shown = relative(process.cwd(), path)
      const read = await readCells({ path, shown, isNamed: false }, root, choice)
      if (read.is === 'tests' && read.notices.length > 0) vitest.logger.warn(noticesText(read.notices, PLAIN))
      return { ...fileTests(shown, leftOutIsBroken(read, options), repeated), skips: 'told here' }
    },
  })
  const one = backends?.some(backend => backendNamed(backend)?.workers === 'one') === true
  const projects = await injectTestProjects({
    plugins,
    test: { ...test, name, sequence: { groupOrder: GROUP }, ...(one ? { maxWorkers: 1 } : {}) },
  })
  for (const project of projects) {
    const { testFiles } = await project.globTestFiles()
    if (testFiles.length === 0) throw noFiles(options, root)
  }
}

/** A file whose tests are all left out would be one without a test, of which vitest does not say why. */
const leftOutIsBroken = (read: ReadCells, { modes }: ScenarioOptions): ReadCells => {
  if (read.is !== 'tests' || read.cells.length > 0 || read.testCount === 0) return read
  const message = `none of its tests is for modes: ${modes?.join(', ')}`
  return { is: 'broken', problems: [{ code: 'NOTHING_RAN', message }] }
}

const noFiles = ({ include, exclude = [] }: ScenarioOptions, root: string): InputError => {
  const but = [exclude].flat()
  const message = `scenarios.include: ${[include].flat().join(', ')}${but.length === 0 ? '' : ` without ${but.join(', ')}`} matches no file in ${root}`
  return new InputError([{ code: 'NOTHING_TO_RUN', message }])
}

/** What stands for a path, from vitest's root; other names stay. */
const inRoot = (root: string, named: string | undefined, isPath: RegExp): string | undefined =>
  named !== undefined && isPath.test(named) ? resolve(root, named) : named

/** Projects that extend one configuration each bring its plugins, and so the same scenarios several times. */
const isAdded = (projects: object, options: ScenarioOptions): boolean => {
  const known: unknown = Reflect.get(projects, ADDED)
  const added = known instanceof Set ? known : new Set()
  const key = JSON.stringify(options)
  if (added.has(key)) return true
  Reflect.defineProperty(projects, ADDED, { value: added.add(key), configurable: true })
  return false
}

const ADDED = Symbol.for('wafrig.scenarios')
