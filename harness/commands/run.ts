import { defaultPaths, LOOKED_FOR } from '../scenario/default-paths.ts'
import { command, type MakeCommand } from './command.ts'
import { type RunOptions, runFlags } from './run-flags.ts'
import { runTests } from './run-tests.ts'

/** `wafrig run`: runs scenarios as vitest tests. */
export const run: MakeCommand = (surroundings, end) => {
  const made = command('run', 'Run scenarios: each on each backend, for each combination of its matrix.', [
    'wafrig run',
    'wafrig run scenarios/path-traversal.yaml --mode 1,2',
    'wafrig run --crs debian -t "model says attack"',
    'wafrig run --plugin ../my-plugin/plugins --backend emulator',
    'wafrig run coreruleset/tests/regression/tests --crs ./coreruleset',
    'wafrig run --reporter wafrig,junit:results.xml,json:results.json',
    'wafrig run --reporter wafrig --output-file results.txt --raw',
    'wafrig run --backend emulator,apache,nginx',
    'wafrig run --backend remote --url http://127.0.0.1:8080 --log-file /var/log/apache2/error.log --mode 2',
    'wafrig run --watch',
  ]).argument('[paths...]', `scenario files and folders of them; else the first with any of ${LOOKED_FOR.join(', ')}`)
  return runFlags(made).action(async (paths: readonly string[], options: RunOptions) => {
    const given = paths.length > 0 ? paths : await defaultPaths(surroundings.folder)
    end(await runTests(surroundings, given, options))
  })
}
