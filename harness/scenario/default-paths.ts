import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from './find-files.ts'
import { isScenarioFile } from './is-scenario-file.ts'

/** Folders of a project where its scenarios and FTW tests are looked for, in this order. */
export const LOOKED_FOR: readonly string[] = ['scenarios/', 'tests/regression/', 'tests/']

/** The first of a project's folders that holds scenarios or FTW tests. Throws an InputError where none does. */
export const defaultPaths = async (folder: string): Promise<readonly string[]> => {
  const others = new Set<string>()
  for (const name of LOOKED_FOR) {
    for (const file of await filesIn(join(folder, name))) {
      if (isScenarioFile(await readFile(file.path))) return [name]
      others.add(join(name, file.shown))
    }
  }
  const looked = `looked for scenarios and FTW tests (*.yaml, *.yml) in ${LOOKED_FOR.join(', ')}`
  const found = others.size === 0 ? 'found none' : `found only ${[...others].join(', ')}, which are neither`
  const message = `nothing to run in ${folder}: ${looked} and ${found}; name files or folders, or try wafrig demo`
  throw new InputError([{ code: 'NOTHING_TO_RUN', message }])
}

const filesIn = (folder: string): Promise<readonly FoundFile[]> =>
  findFiles(folder, ['.'], SCENARIO_ENDINGS).catch(() => [])
