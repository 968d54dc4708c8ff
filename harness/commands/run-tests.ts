import { cpus } from 'node:os'
import { type Diagnostic, EnvironmentError, InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, backendNamed } from '../backends/find-backend.ts'
import { remote } from '../backends/remote.ts'
import { runNotes } from '../reporters/notes.ts'
import { noticesText, ruleNoticesText } from '../reporters/notices.ts'
import { type CellReport, totalOf } from '../reporters/report.ts'
import type { Cell, Choice } from '../run/cells.ts'
import { chosenRules, ownOf, ruleFoldersOf } from '../run/chosen-rules.ts'
import { requireVitest } from '../vitest/installed.ts'
import { backendOptions, openScorer, readersOf, repeatedFlags, scorerOf } from './backend-flags.ts'
import { known } from './choice.ts'
import { counted, type ExitCode, type Surroundings } from './command.ts'
import { ftwConfig } from './ftw-config-file.ts'
import { imagesOf } from './image-flag.ts'
import { readTests, testReader } from './read-tests.ts'
import { awaitRemote, withFtwConfig } from './remote-flags.ts'
import { isOurs, reporterOutputs, showsProgress } from './reporter-outputs.ts'
import { mustHaveEffect } from './run-effects.ts'
import type { RunOptions } from './run-flags.ts'
import { NO_PROGRESS, openProgress } from './run-progress.ts'
import { openReporters } from './run-reporters.ts'

/** Files from which on several processes are faster than one, where a backend takes several. */
const MANY_FILES = 8

/** Runs the scenarios of files and folders as vitest tests. */
export const runTests = async (
  surroundings: Surroundings,
  paths: readonly string[],
  options: RunOptions,
): Promise<ExitCode> => {
  const { folder, say, complain, style, complaintStyle, interrupted, now, status, keyboard } = surroundings
  const startedMs = now()
  const outputs = reporterOutputs(folder, options.reporter ?? ['wafrig'], options.outputFile)
  const progress = options.progress && showsProgress(outputs) ? openProgress(status, complaintStyle, now) : NO_PROGRESS
  using _ = { [Symbol.dispose]: progress.end }
  const choice = await chosen(surroundings, options)
  const config = await ftwConfig(folder, surroundings.home, options.ftwConfig)
  const readOne = testReader(folder, choice, options, config, repeatedOptions(options))
  const read = await readTests(folder, paths, options, readOne, progress.reading)
  const { files, cells, hasModes, notices, noted, tests } = read
  if (Number(options.shard?.split('/')[1] ?? 1) > files.length) {
    const message = `--shard ${options.shard}: only ${counted(files.length, 'file')} to share out`
    throw new InputError([{ code: 'EMPTY_SHARD', message }])
  }
  known('backend', [...new Set(cells.map(({ backend }) => backend))], BACKEND_NAMES)
  const isConfigured = config !== undefined && cells.some(({ scenario }) => scenario.ftw)
  const isRemote = cells.some(({ backend }) => backend === remote.name)
  const flags = isConfigured && isRemote ? withFtwConfig(options, config) : options
  mustHaveEffect(flags, { choice, cells, hasModes, outputs })
  const images = await imageNotices(cells, options)
  await awaitRemote(surroundings, flags)
  await using scorer = await openScorer(folder, flags)
  await requireVitest()
  const reporters = openReporters(surroundings, outputs, {
    log: options.raw === true ? 'raw' : 'laid out',
    files: options.showFailuresOnly === true ? 'those that fail' : 'all',
  })
  const notes = runNotes(
    cells,
    { foundPlugin: foundPlugin(options, choice, cells), ftwConfig: isConfigured ? config.file : undefined, ...noted },
    style,
  )
  const isRead = outputs.some(({ traits, file }) => traits.reader === 'people' && file === undefined)
  if (isRead && notes !== '') say(notes)
  const warn = (all: readonly Diagnostic[]): void => {
    if (all.length > 0) complain(noticesText(all, complaintStyle))
  }
  warn([...notices, ...(isConfigured ? config.notices : []), ...images])
  const unread = new Map(tests)
  const testCounts = new Map([...tests].map(([path, { cells }]) => [path, cells.length]))
  let runStartedMs = startedMs
  let runCount = 0
  let code: ExitCode = 2
  const defects = new Set<string>()
  // Vitest takes half a second to load; the other commands need not wait for it.
  const { runScenarios } = await import('../vitest/run-scenarios.ts')
  await runScenarios({
    files,
    read: async file => {
      const first = unread.get(file.path)
      unread.delete(file.path)
      if (first !== undefined) return first
      const again = await readOne(file)
      if (again.read.is === 'tests') warn(again.read.notices)
      return again.tests
    },
    vitest: {
      reporters: outputs.filter(({ traits }) => !isOurs(traits.name)).map(({ traits, file }) => [traits.name, file]),
      bail: options.bail,
      retry: options.retry,
      shard: options.shard,
      watch: options.watch === true,
      workers: options.workers ?? workers(files.length, cells),
    },
    ruleFolders: ruleFoldersOf(choice),
    backends: backendOptions(folder, flags, scorer, { mode: options.mode, own: ownOf(choice) }),
    interrupted,
    watcher: keyboard === undefined ? undefined : { keyboard, say, quit: surroundings.interrupt },
    onWait: () => {
      if (isRead) say(style.faint(`waiting for changes of files${keyboard === undefined ? '' : '; h shows the keys'}`))
    },
    onCell: progress.test,
    onFile: (file, reports) => {
      progress.file()
      reporters.file(file, reports)
    },
    onStart: paths => {
      if (runCount++ > 0) runStartedMs = now()
      progress.starting(
        paths.length,
        paths.reduce((sum, path) => sum + (testCounts.get(path) ?? 0), 0),
      )
    },
    onEnd: (reports, errors) => {
      progress.end()
      const told = ruleNoticesText(
        reports.flatMap(({ notices = [] }) => notices),
        style,
      )
      if (told !== '') complain(told)
      reporters.end(reports, now() - runStartedMs)
      for (const error of errors) defects.add(error)
      if (reports.length === 0 && !interrupted.aborted) defects.add('vitest ran none of the tests')
      code = exitCode(reports)
      const skipped = reports.length > 0 && reports.every(({ outcome }) => outcome.outcome === 'skipped')
      if (skipped && errors.length === 0) complain('every test was skipped, so nothing was tested [NOTHING_RAN]')
      else if (code === 2 && reports.every(hasPassed)) complain('no test that ran checks anything [NOTHING_RAN]')
    },
  })
  if (interrupted.aborted && options.watch !== true) throw new EnvironmentError('interrupted; not all tests have run')
  if (!interrupted.aborted) await scorer?.mustBeUp()
  if (defects.size > 0) throw new Error(`tests ended without a verdict:\n${[...defects].join('\n')}`)
  return options.watch === true ? 0 : code
}

/** A run that brought no verdict at all is bad input, not a pass. */
const exitCode = (reports: readonly CellReport[]): ExitCode => {
  const broken = reports.flatMap(({ outcome }) => (outcome.outcome === 'broken' ? [outcome.kind] : []))
  if (broken.includes('input')) return 2
  if (broken.includes('surroundings')) return 3
  if (reports.some(({ outcome }) => outcome.outcome === 'failed' || outcome.outcome === 'unexpectedly passed')) return 1
  return reports.some(({ outcome }) => outcome.outcome === 'passed' && outcome.checksNothing !== true) ? 0 : 2
}

const hasPassed = ({ outcome }: CellReport): boolean => totalOf(outcome) !== 'broken'

/** Notices of the images that `--image` names. Throws an InputError before anything is started when one lacks something. */
const imageNotices = async (cells: readonly Cell[], { image }: RunOptions): Promise<readonly Diagnostic[]> => {
  if (image === undefined) return []
  const backends = [...new Set(cells.map(({ backend }) => backend))].flatMap(name => backendNamed(name) ?? [])
  // Loaded now, since it loads the Docker client.
  const images = await import('../workshop/doctor/images.ts')
  return images.imageNotices(backends, imagesOf(image, readersOf('image')))
}

/** The plugin that nobody named and that tests load, since this folder holds it. */
const foundPlugin = (options: RunOptions, { plugin }: Choice, cells: readonly Cell[]): string | undefined =>
  options.plugin === undefined && plugin?.shipped === false && cells.some(({ setup }) => setup.plugin === plugin.folder)
    ? plugin.folder
    : undefined

const chosen = async ({ cache, folder }: Surroundings, options: RunOptions): Promise<Choice> => {
  const modes = known('mode', options.mode ?? [], ['1', '2']).map(Number)
  return {
    ...(await chosenRules(cache, folder, options)),
    backends: options.backend === undefined ? undefined : known('backend', options.backend, BACKEND_NAMES),
    modes: modes.length === 0 ? undefined : modes,
    scorer: scorerOf(options),
  }
}

const repeatedOptions = ({ crs, plugin, ftwConfig: config, ...flags }: RunOptions): readonly string[] => [
  ...(crs === undefined ? [] : ['--crs', crs.join()]),
  ...(plugin === undefined ? [] : ['--plugin', plugin]),
  ...(config === undefined ? [] : ['--ftw-config', config]),
  ...repeatedFlags(flags),
]

/** One process, so that a rule set is loaded once; more where there are many files and each backend takes several. */
const workers = (fileCount: number, cells: readonly Cell[]): number =>
  fileCount >= MANY_FILES && cells.every(({ backend }) => backendNamed(backend)?.workers === 'several')
    ? Math.min(4, cpus().length)
    : 1
