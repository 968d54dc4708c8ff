import type { Choice } from '../run/cells.ts'
import type { RuleNames } from '../run/chosen-rules.ts'
import type { RuleFolder } from '../setup/rule-folders/rule-folder.ts'
import type { Setup } from '../setup/setup.ts'
import { withoutEffect } from './without-effect.ts'

/** Throws an InputError for a rule set or a plugin that is named and that no test is run with. */
export const mustBeUsed = (
  { crs, plugin }: RuleNames,
  { ruleFolder, ruleFolders = [], plugin: chosen }: Pick<Choice, 'ruleFolder' | 'ruleFolders' | 'plugin'>,
  setups: readonly Setup[],
): void => {
  const isUnused = ({ path }: RuleFolder): boolean => setups.every(setup => setup.ruleFolder !== path)
  if (crs !== undefined && [ruleFolder, ...ruleFolders.map(({ folder }) => folder)].every(isUnused)) {
    throw withoutEffect(['--crs has no effect: each test names a rule set of its own'])
  }
  if (plugin !== undefined && chosen !== undefined && setups.every(setup => setup.plugin !== chosen.folder)) {
    throw withoutEffect(['--plugin has no effect: no test loads a plugin'])
  }
}
