import { DEFAULT_DIALECT, DIALECT_NAMES, type DialectName } from '../../src/dialects/names.ts'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { readOverrides } from '../divergences/read-overrides.ts'
import { SHIPPED_PLUGIN } from '../package-root.ts'
import { noticesText } from '../reporters/notices.ts'
import type { Style } from '../reporters/style.ts'
import { chosenRules } from '../run/chosen-rules.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { gathered, readScenarioFile, type ScenarioFile } from '../scenario/read.ts'
import { type Beside, checkRules } from '../setup/check-rules.ts'
import { named, withNames } from '../setup/with-names.ts'
import { PLUGIN_WORDS } from './choice.ts'
import { command, counted, type MakeCommand } from './command.ts'
import { withoutEffect } from './without-effect.ts'

type Options = { readonly dialect?: DialectName; readonly crs?: string; readonly plugin?: string }

/** Endings of what can be checked: scenarios and rule files. */
const ENDINGS = /\.(?:ya?ml|conf)$/

/** `wafrig check`: reads scenario and rule files and says all that is wrong with them. */
export const check: MakeCommand = ({ folder, cache, say, style }) => {
  const made = command('check', 'Read scenario and rule files without running them, and show all that is wrong.', [
    'wafrig check scenarios',
    'wafrig check scenarios/path-traversal.yaml my-plugin/plugins',
    'wafrig check --dialect v3 my-rules.conf',
    'wafrig check my-plugin/plugins --crs 4',
  ])
    .argument('<paths...>', 'scenario files (*.yaml, *.yml), rule files (*.conf), and folders of them')
    .option(
      '--crs <name|folder>',
      'the rule set that rule files are read with, as `wafrig run` has it; none: no rule set',
    )
    .option('--plugin <folder>', PLUGIN_WORDS)
  made.addOption(
    made
      .createOption('--dialect <name>', 'read rules as mod_security2 (v2, else) or libmodsecurity (v3) does')
      .choices(DIALECT_NAMES),
  )
  return made.action(async (paths: readonly string[], options: Options) => {
    const { dialect } = options
    const files = await findFiles(folder, paths, ENDINGS)
    if (files.length === 0) {
      throw new InputError([{ code: 'NOTHING_TO_CHECK', message: `no scenario or rule files in ${paths.join(', ')}` }])
    }
    const scenarioFiles = files.filter(({ path }) => SCENARIO_ENDINGS.test(path))
    const ruleFiles = files.filter(({ path }) => !SCENARIO_ENDINGS.test(path))
    const given = (['dialect', 'crs', 'plugin'] as const).filter(name => options[name] !== undefined)
    if (ruleFiles.length === 0 && given.length > 0) {
      throw withoutEffect(given.map(name => `--${name} has no effect on scenarios: it is for rule files (*.conf)`))
    }
    const found: Diagnostic[] = []
    for (const text of [
      await attempt(found, () => scenarioText(scenarioFiles, style)),
      await attempt(found, () =>
        ruleText(ruleFiles, dialect ?? DEFAULT_DIALECT, () => besideOf(cache, folder, options), style),
      ),
    ]) {
      if (text !== undefined) say(text)
    }
    if (found.length > 0) throw new InputError(found)
  })
}

const scenarioText = async (files: readonly FoundFile[], style: Style): Promise<string | undefined> => {
  if (files.length === 0) return undefined
  const leftAlone: string[] = []
  const read = await gathered(files, async file => {
    const found = await readScenarioFile(file)
    if (found === undefined) leftAlone.push(file.shown)
    else await readOverrides(file, found.scenarios)
    return found ?? NOTHING
  })
  const notices = read.flatMap(one => one.notices)
  const testCount = read.reduce((sum, { scenarios }) => sum + scenarios.length, 0)
  const others = notices.length === 0 ? 'nothing wrong' : 'nothing else wrong'
  return [
    ...(notices.length === 0 ? [] : [noticesText(notices, style)]),
    ...(leftAlone.length === 0 ? [] : [`neither scenarios nor FTW tests, left alone: ${leftAlone.join(', ')}`]),
    `${counted(files.length - leftAlone.length, 'scenario file')} with ${counted(testCount, 'test')}, ${others}`,
  ].join('\n')
}

const NOTHING: ScenarioFile = { scenarios: [], notices: [] }

/** The rule set and the plugin that rule files are read with: those of a run, where nothing else is asked for. */
const besideOf = async (cache: string, folder: string, { crs, plugin }: Options): Promise<Beside> => {
  const isWithout = crs === 'none'
  const chosen = await chosenRules(cache, folder, { crs: crs === undefined || isWithout ? undefined : [crs], plugin })
  const wish = (given: string | undefined) => (given === undefined ? 'usual' : 'asked for')
  return {
    ruleFolder: isWithout ? undefined : { ...chosen.ruleFolder, wish: wish(crs) },
    plugin: chosen.plugin === undefined ? undefined : { folder: chosen.plugin.folder, wish: wish(plugin) },
  }
}

/** Rule files are read together: an id used twice and a rule that updates another are seen so. */
const ruleText = async (
  files: readonly FoundFile[],
  dialect: DialectName,
  besideOf: () => Promise<Beside>,
  style: Style,
): Promise<string | undefined> => {
  if (files.length === 0) return undefined
  const names = new Map(files.map(({ path, shown }) => [path, shown]))
  const paths = [...names.keys()]
  const beside = await besideOf()
  const { ruleCount, notices, taken } = await withNames(names, () => checkRules(paths, dialect, beside))
  const isPart = taken.ruleFolder === 'starter' && beside.ruleFolder?.wish === 'usual'
  const told = notices.map(notice => named(notice, names))
  const unsure = isPart ? told.filter(({ code }) => HANGS_ON_RULES.has(code)) : []
  const unshown = new Set(unsure.slice(MOST_UNSURE))
  const shown = told.filter(notice => !unshown.has(notice))
  return [
    ...(shown.length === 0 ? [] : [noticesText(shown, style)]),
    ...(unshown.size === 0 ? [] : [`and ${unshown.size} more about rules that are not there`]),
    ...(unsure.length === 0 ? [] : [STARTER_IS_A_PART]),
    `${counted(files.length, 'rule file')} with ${counted(ruleCount, 'rule')}, nothing ${told.length === 0 ? '' : 'else '}wrong`,
    style.faint(
      `read with ${taken.ruleFolder === undefined ? 'no rule set' : `the rule set ${taken.ruleFolder}`} and ${pluginName(taken.plugin)}`,
    ),
  ].join('\n')
}

/** Notices of what names rules that other rule sets may have. */
const HANGS_ON_RULES: ReadonlySet<string> = new Set(['NO_SUCH_RULE', 'TARGET_NOT_THERE'])

/** Most of these that are shown where rule files were read with a part of the Core Rule Set. */
const MOST_UNSURE = 3

const STARTER_IS_A_PART =
  'the starter rules are a part of the Core Rule Set: --crs reads with all of it (wafrig crs list), --crs starter shows all of these'

const pluginName = (folder: string | undefined): string =>
  folder === undefined
    ? 'no other plugin'
    : folder === SHIPPED_PLUGIN
      ? 'the plugin that comes with wafrig'
      : `the plugin ${folder}`

/** The text; undefined when the input is wrong, and then what is wrong is added to `found`. */
const attempt = async (found: Diagnostic[], work: () => Promise<string | undefined>): Promise<string | undefined> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    found.push(...error.diagnostics)
    return undefined
  }
}
