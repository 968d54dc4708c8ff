import { type Command, InvalidArgumentError } from 'commander'
import { BACKEND_NAMES } from '../backends/find-backend.ts'
import { type BackendFlags, backendFlags } from './backend-flags.ts'
import { PLUGIN_WORDS } from './choice.ts'
import { wholeNumber, wordList } from './command.ts'
import { REPORTER_NAMES } from './reporter-outputs.ts'
import { type SelectionFlags, selectionFlags } from './selection-flags.ts'

/** What a command line asks of a run. */
export type RunOptions = BackendFlags &
  SelectionFlags & {
    readonly ftwConfig?: string
    readonly showFailuresOnly?: boolean
    readonly backend?: readonly string[]
    readonly crs?: readonly string[]
    readonly plugin?: string
    readonly mode?: readonly string[]
    readonly filter?: string
    readonly reporter?: readonly string[]
    readonly outputFile?: string
    readonly raw?: boolean
    readonly progress: boolean
    readonly watch?: boolean
    readonly shard?: string
    readonly bail?: number
    readonly retry?: number
    readonly workers?: number
  }

/** Adds the options of a run, those of backends among them. */
export const runFlags = (made: Command): Command =>
  backendFlags(
    selectionFlags(
      made
        .option('-b, --backend <names>', `where to run: ${BACKEND_NAMES.join(', ')}`, wordList)
        .option(
          '--crs <names|folders>',
          'the rule set: starter, a name or version of `wafrig crs list`, or a folder; each test runs with each of several',
          wordList,
        )
        .option('--plugin <folder>', PLUGIN_WORDS)
        .option('--mode <numbers>', "only these modes of the plugin's detection: 1, 2", wordList)
        .option('-t, --filter <text>', 'only tests whose title holds the text; /…/ is a regular expression'),
    )
      .option(
        '--ftw-config <file>',
        'the configuration of go-ftw, for FTW tests; else .ftw.yaml here or at home; none: none',
      )
      .option(
        '--reporter <names>',
        `what to print, each a name or name:file, as wafrig,junit:results.xml: ${REPORTER_NAMES.join(', ')}`,
        wordList,
      )
      .option('--output-file <file>', 'the file of the one reporter that writes one')
      .option('--show-failures-only', 'of files and tests, show only those that fail')
      .option('--raw', 'show log lines of failures as the engine wrote them')
      .option('--no-progress', 'do not show how far the run is')
      .option('-w, --watch', 'run again whenever a scenario or rule file changes')
      .option('--shard <index/count>', 'run one part of the files, e.g. 1/3', shard)
      .option('--bail <count>', 'end after so many failures', wholeNumber(1))
      .option('--retry <count>', 'try a failed test so many times more', wholeNumber(0))
      .option('--workers <count>', 'processes that run files at the same time', wholeNumber(1)),
  )

/** Reads an option that names one part of several, as `1/3`. */
const shard = (text: string): string => {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  if (Number(index) >= 1 && Number(index) <= Number(count)) return text
  throw new InvalidArgumentError('wanted a part and how many there are, e.g. 1/3')
}
