import { InputError } from '../../src/errors.ts'
import { findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { gathered, readScenarios } from '../scenario/read.ts'
import { command, counted, type MakeCommand } from './command.ts'

/** `wafrig check`: reads scenario files and says all that is wrong with them. */
export const check: MakeCommand = ({ folder, say }) =>
  command('check', 'Read scenario files without running them, and show everything that is wrong.', [
    'wafrig check scenarios',
    'wafrig check scenarios/path-traversal.yaml',
  ])
    .argument('<paths...>', 'scenario files, and folders of them')
    .action(async (paths: readonly string[]) => {
      const files = await findFiles(folder, paths, SCENARIO_ENDINGS)
      if (files.length === 0) {
        throw new InputError([{ code: 'NOTHING_TO_CHECK', message: `no scenario files in ${paths.join(', ')}` }])
      }
      const scenarios = await gathered(files, ({ path, shown }) => readScenarios(path, shown))
      say(`${counted(files.length, 'file')} with ${counted(scenarios.flat().length, 'test')}, nothing wrong`)
    })
