import { resolve } from 'node:path'
import { InputError } from '../../src/errors.ts'
import { defaultPlugin, findPlugin } from '../setup/plugin-folder.ts'
import { choose, findRuleFolder, listRuleFolders, starterRuleFolder } from '../setup/rule-folders/cache.ts'
import type { Setup } from '../setup/setup.ts'
import type { Choice, NamedRuleFolder } from './cells.ts'

/** The rule set and the plugin of a run, by what they are called. */
export type RuleNames = {
  /** `starter` when not given; of several, each is run with. */
  readonly crs?: readonly string[] | undefined
  /** `none` for none, `shipped` for that of the package; when not given, that of the folder, else that of the package. */
  readonly plugin?: string | undefined
}

/** What names mean in a folder, for scenarios to be run with. Throws an InputError when it is not there. */
export const chosenRules = async (
  cache: string,
  folder: string,
  { crs, plugin }: RuleNames,
): Promise<Pick<Choice, 'ruleFolder' | 'ruleFolders' | 'findRuleFolder' | 'plugin'>> => {
  const kept = await listRuleFolders(cache)
  const ruleFolders = await namedRuleFolders(cache, crs)
  const ruleFolder = ruleFolders[0]?.folder ?? (await findRuleFolder(cache, 'starter'))
  const starter = ruleFolders.length === 0 ? ruleFolder : await starterRuleFolder().catch(() => undefined)
  return {
    ruleFolder,
    ...(ruleFolders.length > 1 ? { ruleFolders } : {}),
    findRuleFolder: name => (name === 'starter' ? starter : choose(kept, name)),
    plugin: await findPlugin(plugin ?? (await defaultPlugin(folder))),
  }
}

/** Throws an InputError for what is not there, and for two names of one rule set. */
const namedRuleFolders = async (cache: string, crs: readonly string[] = []): Promise<readonly NamedRuleFolder[]> => {
  const found: NamedRuleFolder[] = []
  for (const named of crs) {
    const folder = await findRuleFolder(cache, named)
    const same = found.find(one => resolve(one.folder.path) === resolve(folder.path))
    if (same !== undefined) {
      const message = `${same.named} and ${named} are the same rule set, ${folder.name}; name it once`
      throw new InputError([{ code: 'OPTION_WITHOUT_EFFECT', message }])
    }
    found.push({ named, folder })
  }
  return found
}

/** The setup's parts that hold for the whole of a run. */
export const ownOf = ({ ruleFolder, plugin }: Choice): Pick<Setup, 'ruleFolder' | 'plugin'> => ({
  ruleFolder: ruleFolder.path,
  plugin: plugin?.folder,
})

/** Absolute paths of the folders whose rules a run reads: a change in them changes what its tests say. */
export const ruleFoldersOf = ({ ruleFolder, ruleFolders = [], plugin }: Choice): readonly string[] =>
  [
    ...new Set([ruleFolder.path, ...ruleFolders.map(({ folder }) => folder.path)]),
    ...(plugin === undefined ? [] : [plugin.folder]),
  ].map(path => resolve(path))
