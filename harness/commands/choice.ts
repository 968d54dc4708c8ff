import { InputError, nearest } from '../../src/errors.ts'
import type { Choice } from '../run/cells.ts'
import { findPlugin } from '../setup/plugin-folder.ts'
import { choose, findRuleSet, listRuleSets, starterRuleSet } from '../setup/rule-sets/cache.ts'
import type { Setup } from '../setup/setup.ts'

/** What `--crs` and `--plugin` name, for scenarios to be run with. Throws an InputError when it is not there. */
export const chosenRules = async (
  cache: string,
  { crs, plugin }: { readonly crs?: string; readonly plugin?: string },
): Promise<Pick<Choice, 'ruleSet' | 'findRuleSet' | 'plugin'>> => {
  const kept = await listRuleSets(cache)
  const ruleSet = await findRuleSet(cache, crs ?? 'starter')
  const starter = crs === undefined ? ruleSet : await starterRuleSet().catch(() => undefined)
  return {
    ruleSet,
    findRuleSet: name => (name === 'starter' ? starter : choose(kept, name)),
    plugin: await findPlugin(plugin),
  }
}

/** The setup's parts that hold for the whole of a run. */
export const ownOf = ({ ruleSet, plugin }: Choice): Pick<Setup, 'ruleSet' | 'plugin'> => ({
  ruleSet: ruleSet.folder,
  plugin: plugin?.folder,
})

/** The words, each one of those that there are; throws an InputError for others. */
export const known = (kind: string, words: readonly string[], all: readonly string[]): readonly string[] => {
  const unknown = words.filter(word => !all.includes(word))
  if (unknown.length === 0) return words
  throw new InputError(
    unknown.map(word => {
      const meant = /^\d*$/.test(word) ? undefined : nearest(word, all)
      const hint = meant === undefined ? `there are ${all.join(', ')}` : `did you mean "${meant}"?`
      return { code: `UNKNOWN_${kind.toUpperCase()}`, message: `no ${kind} "${word}"; ${hint}` }
    }),
  )
}
