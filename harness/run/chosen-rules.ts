import { resolve } from 'node:path'
import { defaultPlugin, findPlugin } from '../setup/plugin-folder.ts'
import { choose, findRuleFolder, listRuleFolders, starterRuleFolder } from '../setup/rule-folders/cache.ts'
import type { Setup } from '../setup/setup.ts'
import type { Choice } from './cells.ts'

/** The rule set and the plugin of a run, by what they are called. */
export type RuleNames = {
  /** `starter` when not given. */
  readonly crs?: string | undefined
  /** `none` for none, `shipped` for that of the package; when not given, that of the folder, else that of the package. */
  readonly plugin?: string | undefined
}

/** What names mean in a folder, for scenarios to be run with. Throws an InputError when it is not there. */
export const chosenRules = async (
  cache: string,
  folder: string,
  { crs, plugin }: RuleNames,
): Promise<Pick<Choice, 'ruleFolder' | 'findRuleFolder' | 'plugin'>> => {
  const kept = await listRuleFolders(cache)
  const ruleFolder = await findRuleFolder(cache, crs ?? 'starter')
  const starter = crs === undefined ? ruleFolder : await starterRuleFolder().catch(() => undefined)
  return {
    ruleFolder,
    findRuleFolder: name => (name === 'starter' ? starter : choose(kept, name)),
    plugin: await findPlugin(plugin ?? (await defaultPlugin(folder))),
  }
}

/** The setup's parts that hold for the whole of a run. */
export const ownOf = ({ ruleFolder, plugin }: Choice): Pick<Setup, 'ruleFolder' | 'plugin'> => ({
  ruleFolder: ruleFolder.path,
  plugin: plugin?.folder,
})

/** Absolute paths of the folders whose rules a run reads: a change in them changes what its tests say. */
export const ruleFoldersOf = ({ ruleFolder, plugin }: Choice): readonly string[] =>
  [ruleFolder.path, ...(plugin === undefined ? [] : [plugin.folder])].map(path => resolve(path))
