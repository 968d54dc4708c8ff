import { join } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { findFiles, SCENARIO_ENDINGS } from './find-files.ts'

/** Folders of a project where its scenarios are looked for, in this order. */
export const LOOKED_FOR: readonly string[] = ['scenarios/', 'tests/regression/', 'tests/']

/** The first of a project's folders that holds scenario files. Throws an InputError where none does. */
export const defaultPaths = async (folder: string): Promise<readonly string[]> => {
  for (const name of LOOKED_FOR) {
    if ((await filesIn(join(folder, name))) > 0) return [name]
  }
  throw new InputError([
    {
      code: 'NOTHING_TO_RUN',
      message: `no scenario files (*.yaml, *.yml) in ${folder}: looked for them in ${LOOKED_FOR.join(', ')}; name files or folders, or try wafrig demo`,
    },
  ])
}

const filesIn = async (folder: string): Promise<number> =>
  findFiles(folder, ['.'], SCENARIO_ENDINGS).then(
    files => files.length,
    () => 0,
  )
