import { type Diagnostic, InputError } from '../../src/errors.ts'
import type { NotedFiles } from '../reporters/notes.ts'
import { type Cell, type Choice, titleFilter } from '../run/cells.ts'
import { type ReadCells, readCells } from '../run/read-cells.ts'
import { configured, isSelected } from '../run/selection.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import type { FtwConfig } from '../scenario/ftw/ftw-config.ts'
import { type FileTests, fileTests } from '../vitest/scenario-project.ts'
import { counted } from './command.ts'
import type { RunOptions } from './run-flags.ts'
import { selectionOf, shownSelection } from './selection-flags.ts'

/** What the files of a run came to. */
export type ReadTests = {
  /** Those with tests that are asked for, and those that cannot be read, by their paths. */
  readonly tests: ReadonlyMap<string, FileTests>
  readonly files: readonly FoundFile[]
  readonly cells: readonly Cell[]
  /** Whether any test is about a mode of the plugin's detection. */
  readonly hasModes: boolean
  readonly noted: NotedFiles
  readonly notices: readonly Diagnostic[]
}

/** Reads one file of a run, as it is now. */
export type ReadTest = (file: FoundFile) => Promise<{ readonly read: ReadCells; readonly tests: FileTests }>

/** How a run reads each of its files; `repeated` are the options that a repeated run needs. */
export const testReader = (
  folder: string,
  choice: Choice,
  options: RunOptions,
  config: FtwConfig | undefined,
  repeated: readonly string[],
): ReadTest => {
  const { filter, raw } = options
  const isTitled = titleFilter(filter ?? '')
  const selection = selectionOf(options)
  // As in go-ftw, what is said on the command line counts instead of what the configuration says.
  const merged = config === undefined ? undefined : { ...config, ...selection }
  const chosen = (cell: Cell): readonly Cell[] => {
    if (!isTitled(cell)) return []
    if (merged !== undefined && cell.scenario.ftw) {
      const one = configured(cell, merged)
      return one === undefined ? [] : [one]
    }
    return isSelected(selection, cell) ? [cell] : []
  }
  const log = raw === true ? 'raw' : 'laid out'
  return async file => {
    const read = await readCells(file, folder, choice)
    const tests = fileTests(file.shown, read, repeated)
    return { read, tests: { ...tests, log, cells: tests.cells.flatMap(chosen) } }
  }
}

/** Reads all files that paths name. Throws an InputError when there is nothing to run in them. */
export const readTests = async (
  folder: string,
  paths: readonly string[],
  options: RunOptions,
  readOne: ReadTest,
  onFile: (filesDone: number, files: number) => void,
): Promise<ReadTests> => {
  const found = await findFiles(folder, paths, SCENARIO_ENDINGS)
  const all: (Awaited<ReturnType<ReadTest>> & { readonly file: FoundFile })[] = []
  for (const file of found) {
    onFile(all.length, found.length)
    all.push({ file, ...(await readOne(file)) })
  }
  const broken = all.flatMap(({ read }) => (read.is === 'broken' ? read.problems : []))
  const wanted = all.filter(({ read, tests }) => read.is === 'broken' || tests.cells.length > 0)
  const noted = {
    empty: all.flatMap(({ file, read }) => (read.is === 'tests' && read.testCount === 0 ? [file.shown] : [])),
    leftAlone: all.flatMap(({ file, read }) => (read.is === 'something else' ? [file.shown] : [])),
  }
  if (wanted.every(({ read }) => read.is === 'broken')) {
    throw new InputError(broken.length > 0 ? broken : [nothingToRun(paths, found.length, noted, options)])
  }
  return {
    tests: new Map(wanted.map(({ file, tests }) => [file.path, tests])),
    files: wanted.map(({ file }) => file),
    cells: wanted.flatMap(({ tests }) => tests.cells),
    hasModes: all.some(({ read }) => read.is === 'tests' && read.hasModes),
    noted,
    notices: all.flatMap(({ read }) => (read.is === 'tests' ? read.notices : [])),
  }
}

const nothingToRun = (
  paths: readonly string[],
  fileCount: number,
  { empty, leftAlone }: NotedFiles,
  options: RunOptions,
): Diagnostic => {
  const { filter, mode, backend, ftwConfig } = options
  const testFiles = fileCount - leftAlone.length
  const others = leftAlone.length === 0 ? '' : `; neither scenarios nor FTW tests: ${leftAlone.join(', ')}`
  const asked = [
    ...(filter === undefined ? [] : [`--filter "${filter}"`]),
    ...shownSelection(options),
    ...(ftwConfig === undefined ? [] : [`--ftw-config ${ftwConfig}`]),
    ...(mode === undefined ? [] : [`--mode ${mode.join()}`]),
    ...(backend === undefined ? [] : [`--backend ${backend.join()}`]),
  ]
  return {
    code: 'NOTHING_TO_RUN',
    message:
      testFiles === empty.length
        ? `no ${testFiles === 0 ? 'scenario files (*.yaml, *.yml)' : 'tests'} in ${paths.join(', ')}${others}`
        : `none of the tests in ${counted(testFiles, 'file')} is asked for by ${asked.join(' and ') || 'their own matrix'}`,
  }
}
