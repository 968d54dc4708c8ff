import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { EnvironmentError, messageOf } from '../../src/errors.ts'
import { githubActions } from '../reporters/github-actions.ts'
import { type CellReport, totalOf } from '../reporters/report.ts'
import type { RunReporter } from '../reporters/reporter.ts'
import { PLAIN, type Style } from '../reporters/style.ts'
import type { Surroundings } from './command.ts'
import { OUR_REPORTERS, type ReporterOutput } from './reporter-outputs.ts'

/** The reporters of our own that a run has, and where each writes. */
export type RunReporters = {
  readonly file: (file: string, reports: readonly CellReport[]) => void
  readonly end: (reports: readonly CellReport[], elapsedMs: number) => void
}

/** What of a run is shown, and how. */
type Shown = {
  readonly log: Style['log']
  /** Files of which all tests have passed or been skipped may be left out. */
  readonly files: 'all' | 'those that fail'
}

/**
 * Our reporters among those that are asked for. On GitHub Actions the annotations come by themselves. Throws an EnvironmentError where a
 * reporter's file cannot be written, before anything runs.
 */
export const openReporters = (
  surroundings: Surroundings,
  outputs: readonly ReporterOutput[],
  shown: Shown,
): RunReporters => {
  for (const { file } of outputs) if (file !== undefined) mustBeWritable(file)
  const ours = outputs.flatMap(({ traits, file }) =>
    OUR_REPORTERS.filter(({ name }) => name === traits.name).map(reporter =>
      file === undefined ? onOutput(surroundings, reporter, shown) : inFile(surroundings, reporter, file, shown),
    ),
  )
  const isAsked = outputs.some(({ traits }) => traits.name === githubActions.name)
  const all = surroundings.workspace === undefined || isAsked ? ours : [...ours, annotations(surroundings, outputs)]
  return {
    file: (file, reports) => {
      for (const reporter of all) reporter.file(file, reports)
    },
    end: (reports, elapsedMs) => {
      for (const reporter of all) reporter.end(reports, elapsedMs)
    },
  }
}

const onOutput = (
  { say, style, ...surroundings }: Surroundings,
  reporter: RunReporter,
  shown: Shown,
): RunReporters => ({
  file: (file, reports) => {
    if (reporter.file !== undefined && isShown(shown, reports))
      say(reporter.file(file, reports, { ...style, log: shown.log }))
  },
  end: (reports, elapsedMs) => {
    const text = reporter.end(placed(surroundings, reporter, reports), elapsedMs, { ...style, log: shown.log })
    if (text !== '') say(text)
  },
})

/** A file has the text whole, without colours, as it would be printed; in watch mode that of the last run. */
const inFile = (surroundings: Surroundings, reporter: RunReporter, path: string, shown: Shown): RunReporters => {
  let texts: readonly string[] = []
  return {
    file: (file, reports) => {
      if (!isShown(shown, reports)) return
      texts = [...texts, reporter.file?.(file, reports, { ...PLAIN, log: shown.log }) ?? ''].filter(text => text !== '')
    },
    end: (reports, elapsedMs) => {
      const end = reporter.end(placed(surroundings, reporter, reports), elapsedMs, { ...PLAIN, log: shown.log })
      writeFileSync(path, `${[...texts, end].join('\n')}\n`)
      texts = []
    },
  }
}

/** Annotations that were not asked for go where no program reads: GitHub looks at both outputs of a step. */
const annotations = (surroundings: Surroundings, outputs: readonly ReporterOutput[]): RunReporters => {
  const isRead = outputs.some(({ traits, file }) => file === undefined && traits.reader === 'program')
  const say = isRead ? surroundings.complain : surroundings.say
  return onOutput({ ...surroundings, say }, githubActions, { log: 'laid out', files: 'all' })
}

const isShown = ({ files }: Shown, reports: readonly CellReport[]): boolean =>
  files === 'all' || reports.some(({ outcome }) => ['failed', 'broken'].includes(totalOf(outcome)))

/** Reports with their files as the reader looks for them: GitHub from the repository's root. */
const placed = (
  { folder, workspace }: Pick<Surroundings, 'folder' | 'workspace'>,
  reporter: RunReporter,
  reports: readonly CellReport[],
): readonly CellReport[] =>
  reporter.name !== githubActions.name || workspace === undefined
    ? reports
    : reports.map(report => ({ ...report, file: fromRoot(resolve(folder, report.file), workspace) }))

const fromRoot = (path: string, root: string): string => {
  const inside = relative(root, path)
  return inside.startsWith('..') ? path : inside
}

const mustBeWritable = (file: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
  } catch (cause) {
    throw new EnvironmentError(`${file} cannot be written: ${messageOf(cause)}; name another file`, [], { cause })
  }
}
