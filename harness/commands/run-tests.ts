import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { type Diagnostic, EnvironmentError, InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, backendNamed } from '../backends/find-backend.ts'
import { runNotes } from '../reporters/notes.ts'
import type { CellReport } from '../reporters/report.ts'
import type { RunReporter } from '../reporters/reporter.ts'
import { type Cell, type Choice, titleFilter } from '../run/cells.ts'
import { chosenRules, ownOf, ruleFoldersOf } from '../run/chosen-rules.ts'
import { readCells } from '../run/read-cells.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { gathered } from '../scenario/read.ts'
import { requireVitest } from '../vitest/installed.ts'
import type { FileTests } from '../vitest/scenario-project.ts'
import { backendOptions, openScorer, repeatedFlags, scorerOf } from './backend-flags.ts'
import { known } from './choice.ts'
import { counted, type ExitCode, type Surroundings } from './command.ts'
import { mustHaveEffect } from './run-effects.ts'
import { OUR_REPORTERS, REPORTERS, type RunOptions } from './run-flags.ts'

/** Files from which on several processes are faster than one, where a backend takes several. */
const MANY_FILES = 8

/** Runs the scenarios of files and folders as vitest tests. */
export const runTests = async (
  surroundings: Surroundings,
  paths: readonly string[],
  options: RunOptions,
): Promise<ExitCode> => {
  const { folder, say, complain, style, interrupted } = surroundings
  const wantedReporters = known('reporter', options.reporter ?? ['wafrig'], REPORTERS)
  const ours = OUR_REPORTERS.filter(({ name }) => wantedReporters.includes(name))
  const forPeople = ours.filter(({ reader }) => reader === 'people')
  const choice = await chosen(surroundings, options)
  const files = await findFiles(folder, paths, SCENARIO_ENDINGS)
  const repeated = repeatedOptions(options)
  const isWanted = titleFilter(options.filter ?? '')
  const empty: string[] = []
  let hasModes = false
  const read = async (file: FoundFile): Promise<FileTests> => {
    const found = await readCells(file, folder, choice)
    if (found.testCount === 0) empty.push(file.shown)
    hasModes ||= found.hasModes
    return { file: file.shown, cells: found.cells.filter(isWanted), options: repeated }
  }
  const tests = new Map((await gathered(files, read)).map((one, index) => [files[index]?.path, one]))
  const wanted = files.filter(({ path }) => (tests.get(path)?.cells.length ?? 0) > 0)
  if (wanted.length === 0)
    throw new InputError([nothingToRun(paths, { files: files.length, empty: empty.length }, options)])
  if (Number(options.shard?.split('/')[1] ?? 1) > wanted.length) {
    const message = `--shard ${options.shard}: only ${counted(wanted.length, 'file')} to share out`
    throw new InputError([{ code: 'EMPTY_SHARD', message }])
  }
  const cells = wanted.flatMap(({ path }) => tests.get(path)?.cells ?? [])
  known('backend', [...new Set(cells.map(({ backend }) => backend))], BACKEND_NAMES)
  mustHaveEffect(options, { choice, cells, hasModes, reporters: wantedReporters })
  const outputFile = options.outputFile === undefined ? undefined : resolve(folder, options.outputFile)
  const write = ({ reader }: RunReporter, text: string) =>
    outputFile === undefined || reader === 'people' ? say(text) : writeFileSync(outputFile, `${text}\n`)
  await using scorer = await openScorer(folder, options)
  const notes = runNotes(cells, { crsVersion: choice.ruleFolder.version, empty }, style)
  if (forPeople.length > 0 && notes !== '') say(notes)
  let started = performance.now()
  let runCount = 0
  let code: ExitCode = 2
  const defects = new Set<string>()
  requireVitest()
  // Vitest takes half a second to load; the other commands need not wait for it.
  const { runScenarios } = await import('../vitest/run-scenarios.ts')
  await runScenarios({
    files: wanted,
    read: file => {
      const first = tests.get(file.path)
      tests.delete(file.path)
      return first === undefined ? read(file) : Promise.resolve(first)
    },
    vitest: {
      reporters: wantedReporters.filter(name => !ours.some(reporter => reporter.name === name)),
      outputFile,
      bail: options.bail,
      retry: options.retry,
      shard: options.shard,
      watch: options.watch === true,
      workers: options.workers ?? workers(wanted.length, cells),
    },
    ruleFolders: ruleFoldersOf(choice),
    backends: backendOptions(folder, options, scorer, { mode: options.mode, own: ownOf(choice) }),
    interrupted,
    onFile: (file, reports) => {
      for (const reporter of forPeople) say(reporter.file?.(file, reports, style) ?? '')
    },
    onStart: () => {
      if (runCount++ > 0) started = performance.now()
    },
    onEnd: (reports, errors) => {
      for (const reporter of ours) write(reporter, reporter.end(reports, performance.now() - started, style))
      for (const error of errors) defects.add(error)
      if (reports.length === 0 && !interrupted.aborted) defects.add('vitest ran none of the tests')
      code = exitCode(reports)
      const skipped = reports.length > 0 && reports.every(({ outcome }) => outcome.outcome === 'skipped')
      if (skipped && errors.length === 0) complain('every test was skipped, so nothing was tested [NOTHING_RAN]')
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
  return reports.some(({ outcome }) => outcome.outcome === 'passed') ? 0 : 2
}

const chosen = async ({ cache }: Surroundings, options: RunOptions): Promise<Choice> => {
  const modes = known('mode', options.mode ?? [], ['1', '2']).map(Number)
  return {
    ...(await chosenRules(cache, options)),
    backends: options.backend === undefined ? undefined : known('backend', options.backend, BACKEND_NAMES),
    modes: modes.length === 0 ? undefined : modes,
    scorer: scorerOf(options),
  }
}

const nothingToRun = (
  paths: readonly string[],
  { files, empty }: { readonly files: number; readonly empty: number },
  { filter, mode, backend }: RunOptions,
): Diagnostic => ({
  code: 'NOTHING_TO_RUN',
  message:
    files === empty
      ? `no ${files === 0 ? 'scenario files (*.yaml, *.yml)' : 'tests'} in ${paths.join(', ')}`
      : `none of the tests in ${counted(files, 'file')} is asked for by ${
          [
            ...(filter === undefined ? [] : [`--filter "${filter}"`]),
            ...(mode === undefined ? [] : [`--mode ${mode.join()}`]),
            ...(backend === undefined ? [] : [`--backend ${backend.join()}`]),
          ].join(' and ') || 'their own matrix'
        }`,
})

const repeatedOptions = ({ crs, plugin, ...flags }: RunOptions): readonly string[] => [
  ...(crs === undefined ? [] : ['--crs', crs]),
  ...(plugin === undefined ? [] : ['--plugin', plugin]),
  ...repeatedFlags(flags),
]

/** One process, so that a rule set is loaded once; more where there are many files and each backend takes several. */
const workers = (fileCount: number, cells: readonly Cell[]): number =>
  fileCount >= MANY_FILES && cells.every(({ backend }) => backendNamed(backend)?.workers === 'several')
    ? Math.min(4, cpus().length)
    : 1
