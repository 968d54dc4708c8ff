import { availableParallelism } from 'node:os'
import { InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, DEFAULT_BACKEND } from '../backends/find-backend.ts'
import * as suites from '../conformance/index.ts'
import type { Conditions, Row, Suite } from '../conformance/suite.ts'
import { tableHead, tableNotes, tableRow, tableSkip } from '../reporters/conformance-table.ts'
import { findRuleFolder, listRuleFolders } from '../setup/rule-folders/cache.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
import { known } from './choice.ts'
import { command, type ExitCode, type MakeCommand, type Surroundings, wholeNumber, wordList } from './command.ts'

type Options = Omit<Conditions, 'ruleFolders'> & {
  readonly suite?: readonly string[]
  readonly crs?: readonly string[]
}

const SUITES: Readonly<Record<string, Suite>> = suites

/** `wafrig conformance`: how far the emulator is what it emulates. */
export const conformance: MakeCommand = (surroundings, end) =>
  command('conformance', 'Compare the emulator with published tests, observed vectors and the real libraries.', [
    'wafrig conformance',
    'wafrig conformance --suite crs --crs ./coreruleset',
    'wafrig conformance --suite crs --backend apache',
    'wafrig conformance --suite libinjection,regex --mutations 10000 --inputs 100',
  ])
    .option('--suite <names>', `only these: ${Object.keys(SUITES).join(', ')}`, wordList)
    .option('--crs <names|folders>', 'rule sets with tests; else those of `wafrig crs list` that have them', wordList)
    .option('-b, --backend <name>', 'where the tests of the CRS run', DEFAULT_BACKEND)
    .option('--workers <count>', 'threads for the tests of the CRS', wholeNumber(1), availableParallelism())
    .option('--seed <number>', 'the inputs that are made depend on it', wholeNumber(0), 1)
    .option('--mutations <count>', 'mutated inputs for libinjection', wholeNumber(1), 200_000)
    .option('--requests <count>', 'generated requests for each rule set, blocking and not', wholeNumber(1), 5000)
    .option('--inputs <count>', 'inputs for each pattern of the rules', wholeNumber(1), 10_000)
    .action(async (options: Options) => {
      end(await runSuites(surroundings, options))
    })

const runSuites = async ({ cache, say, complain, style }: Surroundings, options: Options): Promise<ExitCode> => {
  known('suite', options.suite ?? [], Object.keys(SUITES))
  known('backend', [options.backend], BACKEND_NAMES)
  const conditions: Conditions = { ...options, ruleFolders: await ruleFoldersOf(cache, options.crs) }
  const rows: Row[] = []
  say(tableHead(style))
  for (const [name, run] of Object.entries(SUITES)) {
    if (options.suite?.includes(name) === false) continue
    const result = await run(conditions)
    if ('absent' in result) say(tableSkip(name, result.absent, style))
    else {
      for (const row of result) say(tableRow(row, style))
      rows.push(...result)
    }
  }
  const notes = tableNotes(rows, style)
  if (notes !== '') say(notes)
  if (rows.length === 0) complain('every suite was skipped, so nothing was compared [NOTHING_RAN]')
  return rows.some(({ failed }) => failed > 0) ? 1 : rows.length === 0 ? 2 : 0
}

const ruleFoldersOf = async (cache: string, named: readonly string[] | undefined): Promise<readonly RuleFolder[]> => {
  if (named === undefined) return (await listRuleFolders(cache)).filter(({ tests }) => tests !== undefined)
  const found = await Promise.all(named.map(name => findRuleFolder(cache, name)))
  const bare = found.filter(({ tests }) => tests === undefined)
  if (bare.length === 0) return found
  throw new InputError(
    bare.map(({ path }) => ({
      code: 'NO_TESTS',
      message: `no tests/regression/tests in ${path}; give a checkout`,
    })),
  )
}
