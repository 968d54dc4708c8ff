import { resolve } from 'node:path'
import type { ByteString } from '../../src/bytes.ts'
import { InputError } from '../../src/errors.ts'
import { BACKEND_NAMES, DEFAULT_BACKEND } from '../backends/find-backend.ts'
import { keep } from '../conformance/fuzz/kept.ts'
import { openPair } from '../conformance/fuzz/open-pair.ts'
import { fuzzText } from '../conformance/fuzz/report.ts'
import { type FuzzResult, nothingSent, type Reducing, type Reduction, runFuzz } from '../conformance/fuzz/run-fuzz.ts'
import { seedRequests } from '../conformance/fuzz/seeds.ts'
import { type FuzzState, readState, writeState } from '../conformance/fuzz/state.ts'
import { probeRules, type Variant, variantOf } from '../conformance/fuzz/variants.ts'
import { openBoth } from '../conformance/rule-sets/open-both.ts'
import { ruleSetsText } from '../conformance/rule-sets/report.ts'
import { REQUESTS_EACH, runRuleSets, TOGETHER } from '../conformance/rule-sets/run-rule-sets.ts'
import { formsOf, type Pair, pairsOf } from '../diff/pairs.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import { type BackendFlags, backendFlags, backendOptions, mustBeRead } from './backend-flags.ts'
import { known } from './choice.ts'
import { command, type ExitCode, type MakeCommand, type Surroundings, wholeNumber, wordList } from './command.ts'
import { awaitRemote } from './remote-flags.ts'
import { flagName, withoutEffect } from './without-effect.ts'

type Options = BackendFlags & {
  readonly crs?: string
  readonly backend: readonly string[]
  readonly engine?: readonly string[]
  readonly count: number
  readonly seconds?: number
  readonly seed: number
  readonly resume?: string
  readonly keep?: string
  readonly shrink: number
  readonly shrinkSeconds: number
  readonly ruleSets?: number
}

/** How often the state is written, in requests. */
const STATE_EVERY = 100

/** `wafrig fuzz`: generated requests to two backends, and what differs. */
export const fuzz: MakeCommand = (surroundings, end) => {
  const made = command(
    'fuzz',
    'Send generated requests to two backends, to generated rule sets too, and reduce each difference.',
    [
      'wafrig fuzz --backend apache --crs ../coreruleset --count 5000 --seed 1',
      'wafrig fuzz --backend apache --crs debian --engine DetectionOnly --resume fuzz.json --keep differences',
      'wafrig fuzz --backend emulator,libmodsecurity --seconds 60',
      'wafrig fuzz --backend apache --rule-sets 500 --seed 1',
    ],
  )
    .requiredOption(
      '-b, --backend <names>',
      `what the emulator is compared with, or two: ${BACKEND_NAMES.join(', ')}`,
      wordList,
    )
    .option(
      '--crs <name|folder>',
      'the rule set, as for `wafrig run`; a checkout lends its tests as seeds; without it, rules that log what the engine holds',
    )
    .option('--rule-sets <number>', 'so many rule sets are generated too, each with four requests', wholeNumber(1))
    .option('--engine <names>', 'SecRuleEngine: On, DetectionOnly, or both', wordList)
    .option('--count <number>', 'how many requests', wholeNumber(1), 1000)
    .option('--seconds <number>', 'stop after that time', wholeNumber(1))
    .option('--seed <number>', 'the same requests for the same number, rules and scenarios', wholeNumber(0), 1)
    .option('--resume <file>', 'a file that says how far a run came: written, and read when it is there')
    .option('--keep <folder>', 'where to put the reduced requests, with what the second backend made of them')
    .option('--shrink <number>', 'most requests tried to reduce one', wholeNumber(0), 400)
    .option('--shrink-seconds <number>', 'the time for that', wholeNumber(1), 60)
  return backendFlags(made, 'all but those of scorers').action(async (options: Options) => {
    const given = OF_ONE_RULE_SET.filter(name => made.getOptionValueSource(name) === 'cli')
    if (options.ruleSets === undefined) return end(await run(surroundings, options))
    if (given.length > 0) throw withoutEffect(given.map(name => `${flagName(name)} has no effect with --rule-sets`))
    end(await runGenerated(surroundings, options, options.ruleSets))
  })
}

/** Options for requests to one rule set. */
const OF_ONE_RULE_SET = ['crs', 'engine', 'count', 'resume', 'keep', 'shrink']

const pairOf = ({ backend }: Options): Pair => {
  const names = known('backend', backend, BACKEND_NAMES)
  const [pair, ...more] = pairsOf(names.length === 1 ? [DEFAULT_BACKEND, ...names] : names)
  if (pair === undefined || more.length > 0) {
    throw new InputError([{ code: 'BAD_COMMAND', message: `--backend ${names.join()}: two backends are compared` }])
  }
  return pair
}

const overAfter = ({ seconds }: Options, { interrupted }: Surroundings): (() => boolean) => {
  const endMs = now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  return () => interrupted.aborted || now() > endMs
}

const runGenerated = async (surroundings: Surroundings, options: Options, until: number): Promise<ExitCode> => {
  const pair = pairOf(options)
  mustBeRead(options, { backends: [pair.one, pair.other], plugin: 'none' })
  await using both = await openBoth(pair, backendOptions(surroundings.folder, options, undefined))
  const result = await runRuleSets({
    ...{ one: both.one, other: both.other, forms: formsOf(pair), seed: options.seed, from: 0, until },
    ...{ requests: REQUESTS_EACH, together: TOGETHER, isOver: overAfter(options, surroundings) },
    reduction: { timeLimitMs: options.shrinkSeconds * 1000, now },
    tell: surroundings.complain,
  })
  surroundings.say(ruleSetsText(`generated rules, ${pair.one} and ${pair.other}, seed ${options.seed}`, result))
  return result.unequal > 0 ? 1 : 0
}

const run = async (surroundings: Surroundings, options: Options): Promise<ExitCode> => {
  const { folder, cache, say, complain } = surroundings
  const pair = pairOf(options)
  mustBeRead(options, { backends: known('backend', options.backend, BACKEND_NAMES), plugin: 'none' })
  await awaitRemote(surroundings, options)
  const ruleFolder = options.crs === undefined ? await probeRules() : await findRuleFolder(cache, options.crs)
  const engines = known('engine', options.engine ?? ['On', 'DetectionOnly'], ['On', 'DetectionOnly'])
  const seeds = await seedRequests(ruleFolder.tests)
  const stateFile = options.resume === undefined ? undefined : resolve(folder, options.resume)
  let state: FuzzState = await readState(stateFile)
  const isOver = overAfter(options, surroundings)
  const { startOne, startOther } = await openPair(pair, backendOptions(folder, options, undefined))
  let unequal = 0
  const tell = seldom(reducing => complain(reducingText(reducing, options)))
  for (const engine of engines) {
    const variant = variantOf(ruleFolder, engine === 'On' ? 'On' : 'DetectionOnly')
    const title = `${variant.title}, ${pair.one} and ${pair.other}, seed ${options.seed}`
    await using one = await startOne(variant.setup)
    await using other = await startOther(variant.setup)
    const save = async (result: FuzzResult): Promise<void> => {
      state = { ...state, [title]: result }
      if (stateFile !== undefined) await writeState(stateFile, state)
    }
    const reduction = { tryLimit: options.shrink, timeLimitMs: options.shrinkSeconds * 1000, now, tell }
    const settings = { one, other, forms: formsOf(pair), seed: options.seed, seeds, isOver, reduction }
    const result = await runFuzz(
      { ...settings, from: 0, until: options.count },
      state[title] ?? nothingSent(0),
      async (result, isNews) => {
        if (isNews === 'news' || result.next % STATE_EVERY === 0) await save(result)
      },
    )
    await save(result)
    if (options.keep !== undefined) await keepAll(resolve(folder, options.keep), variant, pair.other, result)
    say(fuzzText(title, result))
    unequal += result.unequal
  }
  return unequal > 0 ? 1 : 0
}

/** How often it is said that a difference is being reduced. */
const TELL_EVERY_MS = 5000

const now = (): number => performance.now()

const seldom = (tell: Reduction['tell']): Reduction['tell'] => {
  let lastMs = now()
  return reducing => {
    if (now() - lastMs < TELL_EVERY_MS) return
    lastMs = now()
    tell(reducing)
  }
}

const reducingText = (
  { kind, first, tried, octets, elapsedMs }: Reducing,
  { shrink, shrinkSeconds }: Options,
): string =>
  `reducing request ${first} (${kind}): ${tried} of at most ${shrink} tries, ${octets} octets, ` +
  `${Math.round(elapsedMs / 1000)} of at most ${shrinkSeconds} s`

const keepAll = async (folder: string, variant: Variant, observedOn: string, { kinds }: FuzzResult): Promise<void> => {
  for (const { kind, request, rules, observed, differences } of kinds) {
    const about: ByteString = differences[0] ?? kind
    await keep(folder, {
      about,
      kind,
      ruleSet: variant.title,
      engine: variant.engine,
      observedOn,
      request,
      rules: [...rules],
      observed,
      emulated: [...differences],
    })
  }
}
