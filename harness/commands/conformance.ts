import { availableParallelism } from 'node:os'
import { InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, backendNamed, DEFAULT_BACKEND } from '../backends/find-backend.ts'
import * as suites from '../conformance/index.ts'
import type { Conditions, Row, Suite } from '../conformance/suite.ts'
import { tableHead, tableNotes, tableRow, tableSkip } from '../reporters/conformance-table.ts'
import { findRuleFolder, listRuleFolders } from '../setup/rule-folders/cache.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
import { type BackendFlags, backendFlags, backendOptions, mustBeRead } from './backend-flags.ts'
import { known } from './choice.ts'
import { command, type ExitCode, type MakeCommand, type Surroundings, wholeNumber, wordList } from './command.ts'
import { awaitRemote } from './remote-flags.ts'
import { flagName, withoutEffect } from './without-effect.ts'

type Options = Omit<Conditions, 'ruleFolders' | 'backends'> &
  BackendFlags & {
    readonly suite?: readonly string[]
    readonly crs?: readonly string[]
  }

const SUITES: Readonly<Record<string, Suite>> = suites

/** `wafrig conformance`: how far the emulator is what it emulates. */
export const conformance: MakeCommand = (surroundings, end) => {
  const made = command(
    'conformance',
    'Compare the emulator with published tests, observed vectors and the real libraries.',
    [
      'wafrig conformance',
      'wafrig conformance --suite crs --crs ./coreruleset',
      'wafrig conformance --suite crs --backend apache',
      'wafrig conformance --suite libinjection,regex --mutations 10000 --inputs 100',
    ],
  )
    .option('--suite <names>', `only these: ${Object.keys(SUITES).join(', ')}`, wordList)
    .option('--crs <names|folders>', 'rule sets with tests; else those of `wafrig crs list` that have them', wordList)
    .option('-b, --backend <name>', 'where the tests of the CRS run', DEFAULT_BACKEND)
    .option('--workers <count>', 'threads for the tests of the CRS', wholeNumber(1), availableParallelism())
    .option('--seed <number>', 'the inputs that are made depend on it', wholeNumber(0), 1)
    .option('--mutations <count>', 'mutated inputs for libinjection', wholeNumber(1), 200_000)
    .option('--requests <count>', 'generated requests for each rule set, blocking and not', wholeNumber(1), 5000)
    .option('--rule-sets <count>', 'generated rule sets, each with four requests', wholeNumber(1), 5000)
    .option('--inputs <count>', 'inputs for each pattern of the rules', wholeNumber(1), 10_000)
  return backendFlags(made, 'all but those of scorers').action(async (options: Options) => {
    const given = OF_SUITES.filter(name => made.getOptionValueSource(name) === 'cli')
    end(await runSuites(surroundings, options, given))
  })
}

/** Names of the options that are for some suites. */
const OF_SUITES = [...new Set(Object.values(SUITES).flatMap(({ options }) => options))]

const runSuites = async (surroundings: Surroundings, options: Options, given: readonly string[]): Promise<ExitCode> => {
  const { folder, cache, say, complain, style } = surroundings
  known('suite', options.suite ?? [], Object.keys(SUITES))
  known('backend', [options.backend], BACKEND_NAMES)
  const chosen = Object.entries(SUITES).filter(([name]) => options.suite?.includes(name) !== false)
  mustHaveEffect(options, given, chosen)
  await awaitRemote(surroundings, options)
  const conditions: Conditions = {
    ...options,
    backends: backendOptions(folder, options, undefined),
    ruleFolders: await ruleFoldersOf(cache, options.crs),
  }
  const rows: Row[] = []
  say(tableHead(style))
  for (const [name, { run }] of chosen) {
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

/** Throws an InputError for options that none of the chosen suites reads. */
const mustHaveEffect = (
  options: Options,
  given: readonly string[],
  chosen: readonly (readonly [name: string, suite: Suite])[],
): void => {
  const unread = given.filter(name => !chosen.some(([, suite]) => suite.options.includes(name)))
  if (unread.length > 0) {
    throw withoutEffect(
      unread.map(name => `${flagName(name)} has no effect on the suite ${names(chosen)}: it is for ${readersOf(name)}`),
    )
  }
  if (given.includes('workers') && backendNamed(options.backend)?.workers === 'one') {
    throw withoutEffect([`--workers has no effect on ${options.backend}, which runs one test after the other`])
  }
  mustBeRead(options, { backends: chosen.flatMap(([, suite]) => suite.backends(options.backend)), plugin: 'none' })
}

const readersOf = (option: string): string =>
  names(Object.entries(SUITES).filter(([, { options }]) => options.includes(option)))

const names = (chosen: readonly (readonly [name: string, suite: Suite])[]): string =>
  chosen.map(([name]) => name).join(', ')

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
