import { InputError, messageOf } from '../../src/errors.ts'
import { backendNamed, DEFAULT_BACKEND, type ScorerInUse, scriptRefusal } from '../backends/find-backend.ts'
import type { KnownDivergence } from '../divergences/known.ts'
import { ftwSetup } from '../scenario/ftw/ftw-import.ts'
import type { Platform } from '../scenario/ftw/platform.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Matrix, SetupWish } from '../scenario/setup-schema.ts'
import { mergeSetups } from '../scenario/setup-wish.ts'
import { type Plugin, unknownSettings } from '../setup/plugin-folder.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
import { setupOf } from '../setup/settings.ts'
import type { Setup } from '../setup/setup.ts'
import type { Forced } from './selection.ts'

/** One scenario on one backend with one combination of the matrix. Plain data: it crosses process borders. */
export type Cell = {
  readonly scenario: Scenario
  readonly backend: string
  /** What was chosen for this cell, e.g. `emulator, mode 2`. */
  readonly label: string
  readonly mode: number | undefined
  /** Version of its rule set, as far as that is known. */
  readonly crsVersion: string | undefined
  /** What the run calls its rule set, where the run names several. */
  readonly crs?: string
  readonly setup: Setup
  /** Why it is not run. */
  readonly skip?: string
  /** How the configuration of go-ftw says that it ends. */
  readonly forced?: Forced
  /** Why it must fail. */
  readonly expectFailure?: string
  /** Expectations that are known not to be met here. */
  readonly divergences?: readonly KnownDivergence[]
  /** Why the platform's overrides replace what the test's file expects. */
  readonly overridden?: string
}

/** A rule folder, and what a run calls it. */
export type NamedRuleFolder = { readonly named: string; readonly folder: RuleFolder }

/** What a run was asked for. */
export type Choice = {
  /** Undefined: what the scenario says, else the emulator. */
  readonly backends: readonly string[] | undefined
  /** Undefined: all modes of the scenario. */
  readonly modes: readonly number[] | undefined
  readonly ruleFolder: RuleFolder
  /** Where there are several: each test that names none of its own runs with each. The first of them is `ruleFolder`. */
  readonly ruleFolders?: readonly NamedRuleFolder[]
  /** The rule folder of a name that a scenario gives; undefined when it is not there. */
  readonly findRuleFolder: (name: string) => RuleFolder | undefined
  readonly plugin: Plugin | undefined
  /** Which scoring server is asked; wafrig's on all backends that it configures when not given. */
  readonly scorer?: ScorerInUse
}

const OURS: ScorerInUse = { whose: 'ours', remote: 'not controlled' }

/** All cells of a scenario that a run asks for: those in other modes or on other backends are left out. */
export const cellsOf = (scenario: Scenario, choice: Choice): readonly Cell[] => {
  const cells = combinations(dimensions(scenario)).flatMap(combination =>
    backendsOf(scenario, choice).flatMap(backend =>
      rulesOf(scenario, combination, choice).map(rules => cellOf(scenario, backend, combination, rules, choice)),
    ),
  )
  return cells.filter(({ mode }) => mode === undefined || (choice.modes?.includes(mode) ?? true))
}

/**
 * True of a cell whose test's title or id holds the text, case ignored, or matches it when it is written as /…/.
 * Throws an InputError for a /…/ that is no regular expression.
 */
export const titleFilter = (filter: string): ((cell: Cell) => boolean) => {
  const pattern = patternOf(filter)
  const text = filter.toLowerCase()
  return ({ scenario, label }) => {
    const title = `${scenario.id} ${scenario.description} [${label}]`
    return pattern === undefined ? title.toLowerCase().includes(text) : pattern.test(title)
  }
}

const patternOf = (filter: string): RegExp | undefined => {
  const pattern = /^\/(.*)\/$/.exec(filter)?.[1]
  if (pattern === undefined) return undefined
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw new InputError([{ code: 'BAD_FILTER', message: `--filter ${filter}: ${messageOf(error)}` }])
  }
}

/** The web server that a backend is, or is like. */
export const platformOf = (backend: string): Platform | undefined => backendNamed(backend)?.platform

type Dimension = Exclude<keyof Matrix, 'backends'>
type Combination = ReadonlyMap<Dimension, string | number | boolean>

/** The rule set of a cell: its folder, where it is there, and what it was called by the scenario or by a run that names several. */
type CellRules = {
  readonly folder: RuleFolder | undefined
  readonly named: string | undefined
  readonly isOfRun: boolean
}

const rulesOf = (scenario: Scenario, combination: Combination, choice: Choice): readonly CellRules[] => {
  const chosen = combination.get('crs')
  const named = typeof chosen === 'string' ? chosen : scenario.setup.crs?.version
  if (named !== undefined) return [{ folder: choice.findRuleFolder(named), named, isOfRun: false }]
  return choice.ruleFolders === undefined
    ? [{ folder: choice.ruleFolder, named, isOfRun: false }]
    : choice.ruleFolders.map(one => ({ ...one, isOfRun: true }))
}

const cellOf = (
  scenario: Scenario,
  backend: string,
  combination: Combination,
  { folder: ruleFolder, named, isOfRun }: CellRules,
  choice: Choice,
): Cell => {
  const wished = mergeSetups(scenario.setup, wishOf(combination))
  const wish = scenario.ftw ? mergeSetups(ftwSetup(ruleFolder?.version), wished) : wished
  const plugin = scenario.ftw && choice.plugin?.shipped === true ? undefined : choice.plugin
  const chosen = [...combination].map(([name, value]) => (name === 'crs' ? `CRS ${value}` : `${name} ${value}`))
  const skip =
    ruleFolder === undefined
      ? `rule set ${named} is not here: wafrig crs add ${named}`
      : skipReason(scenario, backend, wish, ruleFolder, plugin, choice.scorer ?? OURS)
  if (skip === undefined) mustBeKnown(scenario, wish, plugin)
  const failure = scenario.expectFailure
  return {
    scenario,
    backend,
    label: [backend, ...chosen, ...(isOfRun ? [`CRS ${named}`] : [])].join(', '),
    mode: wish.mode,
    crsVersion: ruleFolder?.version,
    ...(isOfRun && named !== undefined ? { crs: named } : {}),
    setup: {
      ...setupOf(wish, ruleFolder?.path ?? '', plugin),
      ...(scenario.stages.some(({ input }) => input.client !== undefined) ? { clients: 'told' } : {}),
    },
    ...(skip === undefined ? {} : { skip }),
    ...(failure !== undefined && applies(failure, backend, wish) ? { expectFailure: failure.reason } : {}),
  }
}

/** Throws an InputError for settings of the plugin that it does not have: a test that sets nothing would prove nothing. */
const mustBeKnown = ({ file, line }: Scenario, wish: SetupWish, plugin: Plugin | undefined): void => {
  if (plugin === undefined || wish.plugin?.loaded === false || wish.plugin?.settings === undefined) return
  const unknown = unknownSettings(plugin, wish.plugin.settings)
  if (unknown.length === 0) return
  throw new InputError(
    unknown.map(text => ({ code: 'BAD_SETTING', message: `${file}:${line}: setup.plugin.settings: ${text}` })),
  )
}

const dimensions = ({
  matrix,
  fixed,
}: Scenario): readonly (readonly [Dimension, readonly (string | number | boolean)[]])[] => {
  const { backends: _, ...rest } = matrix
  const given: Record<Dimension, unknown> = {
    mode: fixed.mode,
    engine: fixed.engine,
    lua_socket: fixed.lua_socket,
    enabled: fixed.plugin?.enabled,
    paranoia: fixed.crs?.paranoia,
    detection_paranoia: fixed.crs?.detection_paranoia,
    inbound_threshold: fixed.crs?.inbound_threshold,
    outbound_threshold: fixed.crs?.outbound_threshold,
    early_blocking: fixed.crs?.early_blocking,
    crs: fixed.crs?.version,
  }
  return [
    ...dimension('mode', rest.mode),
    ...dimension('engine', rest.engine),
    ...dimension('lua_socket', rest.lua_socket),
    ...dimension('enabled', rest.enabled),
    ...dimension('paranoia', rest.paranoia),
    ...dimension('detection_paranoia', rest.detection_paranoia),
    ...dimension('inbound_threshold', rest.inbound_threshold),
    ...dimension('outbound_threshold', rest.outbound_threshold),
    ...dimension('early_blocking', rest.early_blocking),
    ...dimension('crs', rest.crs),
  ].filter(([name]) => given[name] === undefined)
}

const dimension = (name: Dimension, values: readonly (string | number | boolean)[] | undefined) =>
  values === undefined ? [] : [[name, values] as const]

const combinations = (all: ReturnType<typeof dimensions>): readonly Combination[] =>
  all.reduce<readonly Combination[]>(
    (sofar, [name, values]) => sofar.flatMap(one => values.map(value => new Map([...one, [name, value]]))),
    [new Map()],
  )

const wishOf = (combination: Combination): SetupWish => {
  const { mode, engine, lua_socket, enabled, crs: _, ...crs } = Object.fromEntries(combination)
  return {
    ...(mode === 1 || mode === 2 ? { mode } : {}),
    ...(engine === 'On' || engine === 'DetectionOnly' ? { engine } : {}),
    ...(typeof lua_socket === 'boolean' ? { lua_socket } : {}),
    ...(typeof enabled === 'boolean' ? { plugin: { enabled } } : {}),
    ...(Object.keys(crs).length === 0 ? {} : { crs }),
  }
}

const backendsOf = ({ matrix }: Scenario, { backends }: Choice): readonly string[] =>
  backends?.filter(backend => matrix.backends?.includes(backend) ?? true) ?? matrix.backends ?? [DEFAULT_BACKEND]

const skipReason = (
  scenario: Scenario,
  backend: string,
  wish: SetupWish,
  ruleFolder: RuleFolder,
  plugin: Plugin | undefined,
  scorer: ScorerInUse,
): string | undefined => {
  const { skip, requires, backends } = scenario
  if (skip !== undefined && applies(skip, backend, wish)) return skip.reason
  if (backends !== undefined && !backends.includes(backend)) return `runs on ${backends.join(', ')} only`
  if (requires?.plugin === 'given' && plugin?.shipped !== false) return 'needs a plugin of its own: --plugin <folder>'
  if (requires?.plugin === 'published' && plugin?.published !== true) {
    return 'is about the published machine-learning-integration-plugin: --plugin <its folder>'
  }
  if (requires?.plugin === 'shipped' && plugin?.shipped !== true) return 'is about the plugin that comes with wafrig'
  if (requires?.crs !== undefined && ruleFolder.version?.startsWith(requires.crs) !== true) {
    return `needs CRS ${requires.crs}; this is ${ruleFolder.version ?? ruleFolder.name}`
  }
  return scenario.stages.some(stage => stage.scorer !== undefined) ? scriptRefusal(backend, scorer) : undefined
}

type Limits = { readonly backends?: readonly string[] | undefined; readonly mode?: number | undefined }

const applies = ({ backends, mode }: Limits, backend: string, wish: SetupWish): boolean =>
  (backends?.includes(backend) ?? true) && (mode === undefined || mode === wish.mode)
