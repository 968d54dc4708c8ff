import { DEFAULT_DIALECT, DIALECT_NAMES, type DialectName } from '../../src/dialects/names.ts'
import { type Diagnostic, InputError, showDiagnostic } from '../../src/errors.ts'
import { readOverrides } from '../divergences/read-overrides.ts'
import { noticesText } from '../reporters/notices.ts'
import type { Style } from '../reporters/style.ts'
import { type FoundFile, findFiles, SCENARIO_ENDINGS } from '../scenario/find-files.ts'
import { gathered, readScenarioFile, type ScenarioFile } from '../scenario/read.ts'
import { checkRules } from '../setup/check-rules.ts'
import { withNames } from '../setup/with-names.ts'
import { command, counted, type MakeCommand } from './command.ts'
import { withoutEffect } from './without-effect.ts'

/** Endings of what can be checked: scenarios and rule files. */
const ENDINGS = /\.(?:ya?ml|conf)$/

/** `wafrig check`: reads scenario and rule files and says all that is wrong with them. */
export const check: MakeCommand = ({ folder, say, style }) => {
  const made = command('check', 'Read scenario and rule files without running them, and show all that is wrong.', [
    'wafrig check scenarios',
    'wafrig check scenarios/path-traversal.yaml my-plugin/plugins',
    'wafrig check --dialect v3 my-rules.conf',
  ]).argument('<paths...>', 'scenario files (*.yaml, *.yml), rule files (*.conf), and folders of them')
  made.addOption(
    made
      .createOption('--dialect <name>', 'read rules as mod_security2 (v2, else) or libmodsecurity (v3) does')
      .choices(DIALECT_NAMES),
  )
  return made.action(async (paths: readonly string[], { dialect }: { readonly dialect?: DialectName }) => {
    const files = await findFiles(folder, paths, ENDINGS)
    if (files.length === 0) {
      throw new InputError([{ code: 'NOTHING_TO_CHECK', message: `no scenario or rule files in ${paths.join(', ')}` }])
    }
    const scenarioFiles = files.filter(({ path }) => SCENARIO_ENDINGS.test(path))
    const ruleFiles = files.filter(({ path }) => !SCENARIO_ENDINGS.test(path))
    if (ruleFiles.length === 0 && dialect !== undefined) {
      throw withoutEffect(['--dialect has no effect on scenarios: it is for rule files (*.conf)'])
    }
    const found: Diagnostic[] = []
    for (const text of [
      await attempt(found, () => scenarioText(scenarioFiles, style)),
      await attempt(found, async () => ruleText(ruleFiles, dialect ?? DEFAULT_DIALECT)),
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

/** Rule files are read together, in their order: an id used twice and a rule that updates another are seen so. */
const ruleText = (files: readonly FoundFile[], dialect: DialectName): string | undefined => {
  if (files.length === 0) return undefined
  const names = new Map(files.map(({ path, shown }) => [path, shown]))
  const { ruleCount, notices } = withNames(names, () => checkRules([...names.keys()], dialect))
  return [
    ...notices.map(showDiagnostic),
    `${counted(files.length, 'rule file')} with ${counted(ruleCount, 'rule')}, nothing wrong`,
  ].join('\n')
}

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
