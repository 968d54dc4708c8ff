import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { BaseSequencer, type Reporter, startVitest, type TestSpecification, type Vitest } from 'vitest/node'
import type { BackendOptions } from '../backends/backend.ts'
import type { CellReport } from '../reporters/report.ts'
import type { FoundFile } from '../scenario/find-files.ts'
import { Collector } from './collector.ts'
import { type FileTests, scenarioProject } from './scenario-project.ts'
import { obeyKeys, type Watcher } from './watch-keys.ts'

/** What of a run is vitest's. */
export type VitestOptions = {
  /** Reporters of vitest's own, each with the file that it writes; none: only what the caller prints. */
  readonly reporters: readonly (readonly [name: string, outputFile: string | undefined])[]
  readonly bail?: number | undefined
  readonly retry?: number | undefined
  readonly shard?: string | undefined
  readonly watch: boolean
  /** Processes that run files at the same time. */
  readonly workers: number
}

/** A run to be started. */
export type ScenarioRun = {
  readonly files: readonly FoundFile[]
  /** The tests of a file as it is now. */
  readonly read: (file: FoundFile) => Promise<FileTests>
  readonly vitest: VitestOptions
  /** Folders of rules: in watch mode everything runs again when a file in them changes. */
  readonly ruleFolders: readonly string[]
  readonly backends: BackendOptions
  /** Ends the run: the test that runs may end, WAFs are ended, nothing more is started. */
  readonly interrupted: AbortSignal
  readonly onCell: (report: CellReport) => void
  readonly onFile: (file: string, reports: readonly CellReport[]) => void
  /** Called when a run starts, with the paths of its files; in watch mode, each time. */
  readonly onStart: (paths: readonly string[]) => void
  /** Called when a run has ended; in watch mode, each time. */
  readonly onEnd: (reports: readonly CellReport[], errors: readonly string[]) => void
  /** Called in watch mode when a run has ended and files are watched. */
  readonly onWait: () => void
  /** Whose keys are obeyed in watch mode. */
  readonly watcher: Watcher | undefined
}

/** Runs the files' cells as vitest tests. Ends when the run has ended, in watch mode when vitest is told to quit. */
export const runScenarios = async (run: ScenarioRun): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-run-'))
  try {
    await runIn(folder, run)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const runIn = async (folder: string, run: ScenarioRun): Promise<void> => {
  const { files, vitest: options } = run
  const root = commonFolder(files.map(({ path }) => path))
  const collector = new Collector(run.onFile, run.onCell)
  const byPath = new Map(files.map(file => [file.path, file]))
  const { plugins, test } = scenarioProject({
    include: files.map(({ path }) => globOf(relative(root, path))),
    exclude: [],
    folder,
    backends: run.backends,
    read: async path => {
      const file = byPath.get(path)
      if (file === undefined) throw new Error(`${path} is no file of this run`)
      return run.read(file)
    },
  })
  const before = SIGNALS.map(signal => process.listeners(signal))
  const ender: Reporter = {
    onInit: vitest => {
      forgetListeners(before)
      if (options.watch) vitest.vite.watcher.add([...run.ruleFolders])
      run.interrupted.addEventListener('abort', () => void interrupt(vitest), { once: true })
    },
    onTestRunEnd: () => run.onEnd(collector.reports, collector.errors),
    onWatcherStart: () => run.onWait(),
  }
  const started = await startVitest(
    'test',
    [],
    {
      config: false,
      root,
      watch: options.watch,
      forceRerunTriggers: run.ruleFolders.map(path => `${globOf(path)}/**`),
      ...test,
      maxWorkers: options.workers,
      fileParallelism: options.workers > 1,
      sequence: { sequencer: byName(run.onStart) },
      reporters: [
        ...options.reporters.map(([name, outputFile]): [string, Record<string, unknown>] => [name, { outputFile }]),
        collector,
        ender,
      ],
      ...(options.bail === undefined ? {} : { bail: options.bail }),
      ...(options.retry === undefined ? {} : { retry: options.retry }),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      passWithNoTests: true,
      teardownTimeout: 60_000,
      cache: false,
    },
    {
      clearScreen: false,
      plugins,
      server: options.watch ? {} : { watch: null },
    },
    { stdin: withoutKeys() },
  )
  if (options.watch) {
    const stop = run.watcher === undefined ? () => {} : obeyKeys(started, run.watcher)
    await new Promise<void>(done => started.onClose(() => done()))
    stop()
  } else await started.close()
}

/** An input at which vitest looks for no keys. */
const withoutKeys = (): NodeJS.ReadStream => Object.create(process.stdin, { isTTY: { value: false } })

/** Files in the order of their names, so that two runs read alike; `onStart` is told those that run. */
const byName = (onStart: (paths: readonly string[]) => void) =>
  class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = [...files].sort((one, other) => (one.moduleId < other.moduleId ? -1 : 1))
      onStart(sorted.map(({ moduleId }) => moduleId))
      return sorted
    }
  }

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Vitest's own listeners end the process at once, and leave its workers and their WAFs behind. */
const forgetListeners = (before: readonly (readonly NodeJS.SignalsListener[])[]): void => {
  for (const [index, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) {
      if (before[index]?.includes(listener) !== true) process.off(signal, listener)
    }
  }
}

const interrupt = async (vitest: Vitest): Promise<void> => {
  await vitest.cancelCurrentRun('keyboard-input')
  if (vitest.config.watch) await vitest.close()
}

/** The folder that all paths are in. */
const commonFolder = (paths: readonly string[]): string => {
  const [first = sep, ...others] = paths.map(path => dirname(path).split(sep)).map(parts => parts.join(sep))
  let folder = first
  while (folder !== dirname(folder) && !others.every(other => other === folder || other.startsWith(folder + sep))) {
    folder = dirname(folder)
  }
  return folder
}

/** The path as a glob that matches nothing else. */
const globOf = (path: string): string => path.replace(/[\\()[\]{}!*?+@|]/g, '\\$&')
