import { SHIPPED_SCENARIOS } from '../package-root.ts'
import { SHIPPED } from '../setup/plugin-folder.ts'
import { command, type MakeCommand } from './command.ts'
import { type RunOptions, runFlags } from './run-flags.ts'
import { runTests } from './run-tests.ts'

/** `wafrig demo`: runs the scenarios that come with the package; `wafrig run` never does by itself. */
export const demo: MakeCommand = (surroundings, end) => {
  const made = command('demo', 'Run the scenarios that come with wafrig, about the plugin that comes with it.', [
    'wafrig demo',
    'wafrig demo --crs debian --mode 2',
    'wafrig demo --backend emulator,apache,nginx',
  ])
  return runFlags(made).action(async (options: RunOptions) => {
    end(await runTests(surroundings, [SHIPPED_SCENARIOS], { plugin: SHIPPED, ...options }))
  })
}
