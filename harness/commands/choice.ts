import { didYouMean, InputError } from '../../src/errors.ts'
import type { Choice } from '../run/cells.ts'
import { findPlugin } from '../setup/plugin-folder.ts'
import { choose, findRuleFolder, listRuleFolders, starterRuleFolder } from '../setup/rule-folders/cache.ts'
import type { Setup } from '../setup/setup.ts'

/** What `--crs` and `--plugin` name, for scenarios to be run with. Throws an InputError when it is not there. */
export const chosenRules = async (
  cache: string,
  { crs, plugin }: { readonly crs?: string; readonly plugin?: string },
): Promise<Pick<Choice, 'ruleFolder' | 'findRuleFolder' | 'plugin'>> => {
  const kept = await listRuleFolders(cache)
  const ruleFolder = await findRuleFolder(cache, crs ?? 'starter')
  const starter = crs === undefined ? ruleFolder : await starterRuleFolder().catch(() => undefined)
  return {
    ruleFolder,
    findRuleFolder: name => (name === 'starter' ? starter : choose(kept, name)),
    plugin: await findPlugin(plugin),
  }
}

/** The setup's parts that hold for the whole of a run. */
export const ownOf = ({ ruleFolder, plugin }: Choice): Pick<Setup, 'ruleFolder' | 'plugin'> => ({
  ruleFolder: ruleFolder.path,
  plugin: plugin?.folder,
})

/** The words, each one of those that there are; throws an InputError for others. */
export const known = (kind: string, words: readonly string[], all: readonly string[]): readonly string[] => {
  const unknown = words.filter(word => !all.includes(word))
  if (unknown.length === 0) return words
  throw new InputError(
    unknown.map(word => {
      const hint = didYouMean(word, /^\d*$/.test(word) ? [] : all, `there are ${all.join(', ')}`)
      return { code: `UNKNOWN_${kind.toUpperCase()}`, message: `no ${kind} "${word}"${hint}` }
    }),
  )
}
