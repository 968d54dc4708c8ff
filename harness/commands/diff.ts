import { readFile } from 'node:fs/promises'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, backendOpener } from '../backends/find-backend.ts'
import { type DiffJob, scenarioJobs } from '../diff/job.ts'
import { type Pair, pairsOf } from '../diff/pairs.ts'
import { unexplained } from '../diff/report.ts'
import { requestFile } from '../diff/request-file.ts'
import { requestJobs } from '../diff/request-jobs.ts'
import { runDiff } from '../diff/run-diff.ts'
import { readDivergences } from '../divergences/read.ts'
import { diffJson } from '../reporters/diff-json.ts'
import { diffMarkdown } from '../reporters/diff-markdown.ts'
import { comparisonText, diffEndText } from '../reporters/diff-text.ts'
import { noticesText } from '../reporters/notices.ts'
import { Canary } from '../run/canary.ts'
import type { Choice } from '../run/cells.ts'
import { chosenRules, ownOf } from '../run/chosen-rules.ts'
import { WafPool } from '../run/waf-pool.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { gathered, readScenarioFile } from '../scenario/read.ts'
import { type BackendFlags, backendFlags, backendOptions, mustBeRead, openScorer, scorerOf } from './backend-flags.ts'
import { known, PLUGIN_WORDS } from './choice.ts'
import { command, type ExitCode, type MakeCommand, type Surroundings, wordList } from './command.ts'
import { awaitRemote } from './remote-flags.ts'
import { mustBeUsed } from './rules-effects.ts'
import { withoutEffect } from './without-effect.ts'

type Options = BackendFlags & {
  readonly backend: readonly string[]
  readonly crs?: readonly string[]
  readonly plugin?: string
  readonly mode?: readonly string[]
  readonly filter?: string
  readonly format: 'text' | 'json' | 'markdown'
  readonly verdict?: 'pass' | 'attack' | 'error'
}

/** Endings of files of a folder that are compared: scenarios, and requests as they go to the socket. */
const ENDINGS = /\.(?:ya?ml|http)$/

/** `wafrig diff`: the same octets to several backends, and what differs. */
export const diff: MakeCommand = (surroundings, end) => {
  const made = command('diff', 'Send the same requests to several backends and explain what differs.', [
    'wafrig diff scenarios --backend emulator,apache',
    'wafrig diff scenarios/path-traversal.yaml --backend emulator,nginx --mode 2',
    'wafrig diff request.http --backend emulator,apache --crs debian',
    'wafrig diff scenarios --backend emulator,apache --format markdown > comment.md',
  ])
    .argument(
      '<path>',
      'a file of scenarios or FTW tests, a file with the octets of one request, or a folder of both (*.yaml, *.http)',
    )
    .requiredOption(
      '-b, --backend <names>',
      `two or more, the first compared with each other: ${BACKEND_NAMES.join(', ')}`,
      wordList,
    )
    .option(
      '--crs <names|folders>',
      'the rule set: starter, a name or version of `wafrig crs list`, or a folder; each test runs with each of several',
      wordList,
    )
    .option('--plugin <folder>', PLUGIN_WORDS)
    .option('--mode <numbers>', "only these modes of the plugin's detection: 1, 2", wordList)
    .option('-t, --filter <text>', 'only tests whose title or id holds the text')
  made.addOption(
    made.createOption('--format <name>', 'what to print').choices(['text', 'json', 'markdown']).default('text'),
  )
  made.addOption(
    made
      .createOption('--verdict <name>', "the scoring server's verdict for a file of octets; else pass")
      .choices(['pass', 'attack', 'error']),
  )
  backendFlags(made)
  return made.action(async (path: string, options: Options) => {
    end(await compareAll(surroundings, path, options))
  })
}

const compareAll = async (surroundings: Surroundings, path: string, options: Options): Promise<ExitCode> => {
  const { folder, say, complain, style } = surroundings
  const backends = known('backend', options.backend, BACKEND_NAMES)
  const pairs = pairsOf(backends)
  const modes = known('mode', options.mode ?? [], ['1', '2']).map(Number)
  const choice: Choice = {
    ...(await chosenRules(surroundings.cache, folder, options)),
    backends: undefined,
    modes: modes.length === 0 ? undefined : modes,
    scorer: scorerOf(options),
  }
  const files = await findFiles(folder, [path], ENDINGS)
  const told: Told = { notices: [], leftAlone: [] }
  const jobs = (await gathered(files, file => jobsOf(folder, file, pairs, choice, options, told))).flat()
  if (jobs.length === 0) throw new InputError([{ code: 'NOTHING_TO_RUN', message: `nothing to compare in ${path}` }])
  mustBeRead(options, { backends, plugin: jobs.some(({ setup }) => setup.plugin !== undefined) ? 'loaded' : 'none' })
  mustBeUsed(
    options,
    choice,
    jobs.map(({ setup }) => setup),
  )
  mustHaveEffect(options, choice, files, jobs)
  if (told.notices.length > 0) complain(noticesText(told.notices, surroundings.complaintStyle))
  if (told.leftAlone.length > 0) complain(`neither scenarios nor FTW tests, left alone: ${told.leftAlone.join(', ')}`)
  await awaitRemote(surroundings, options)
  await using scorer = await openScorer(folder, options)
  const scenarioFiles = files.filter(isScenario).map(file => file.path)
  const divergences = await readDivergences(folder, scenarioFiles)
  await using wafs = new WafPool(
    backendOpener(backendOptions(folder, options, scorer, { mode: options.mode, own: ownOf(choice) })),
  )
  const report = await runDiff(jobs, divergences, {
    wafs,
    canary: new Canary(wafs),
    isWhole: options.filter === undefined,
    onComparison: comparison => {
      if (options.format === 'text') say(comparisonText(comparison, style))
    },
  })
  await scorer?.mustBeUp()
  const text = {
    text: () => diffEndText(report, style),
    json: () => diffJson(report),
    markdown: () => diffMarkdown(report),
  }
  say(text[options.format]())
  if (report.comparisons.length === 0) return 2
  return unexplained(report).length + report.stale.length > 0 ? 1 : 0
}

/** Throws an InputError for options that change nothing of what these files bring. */
const mustHaveEffect = (
  { verdict, mode, url }: Options,
  { plugin, scorer }: Choice,
  files: readonly FoundFile[],
  jobs: readonly DiffJob[],
): void => {
  const messages = [
    ...(verdict === undefined || !files.every(isScenario)
      ? []
      : ['--verdict has no effect on scenarios, which set the verdict themselves: it is for files of octets']),
    ...(verdict === undefined || plugin !== undefined
      ? []
      : ['--verdict has no effect: no plugin is loaded, so nobody asks a scoring server']),
    ...(verdict === undefined || scorer?.whose !== 'own'
      ? []
      : ['--verdict has no effect on a scoring server of your own, which gives its own answers']),
    ...(mode === undefined || url !== undefined || jobs.some(({ place }) => place.mode !== undefined)
      ? []
      : ["--mode has no effect: none of the tests is about a mode of the plugin's detection"]),
  ]
  if (messages.length > 0) throw withoutEffect(messages)
}

const isScenario = ({ path }: FoundFile): boolean => SCENARIO_ENDINGS.test(path)

/** What a reader should know of the files. */
type Told = { readonly notices: Diagnostic[]; readonly leftAlone: string[] }

/** What of a file is to be compared; what a reader should know of it is added to `told`. */
const jobsOf = async (
  folder: string,
  file: FoundFile,
  pairs: readonly Pair[],
  choice: Choice,
  options: Options,
  told: Told,
): Promise<readonly DiffJob[]> => {
  const wanted = options.filter?.toLowerCase() ?? ''
  if (!isScenario(file)) {
    if (!file.shown.toLowerCase().includes(wanted)) return []
    const request = requestFile(file.shown, await readFile(file.path))
    told.notices.push(...request.notices)
    return requestJobs(file, request.octets, pairs, choice, options.verdict)
  }
  const read = await readScenarioFile(file)
  if (read === undefined) told.leftAlone.push(file.shown)
  const { scenarios = [], notices = [] } = read ?? {}
  told.notices.push(...notices)
  const asked = scenarios.filter(({ id, description }) => `${id} ${description}`.toLowerCase().includes(wanted))
  return pairs.flatMap(pair => asked.flatMap(scenario => scenarioJobs(folder, scenario, pair, choice)))
}
