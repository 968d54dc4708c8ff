import { fromOctets } from '../../src/bytes.ts'
import { memoryFiles } from '../../src/loading/file-tree.ts'
import { loadRuleSet } from '../../src/loading/load.ts'
import type { ReadableDialect } from '../../src/loading/readable-dialect.ts'
import type { RuleSet } from '../../src/transaction/rule-set.ts'
import { configuration, ENTRY_FILE, type Services } from './configuration.ts'
import { loggedScores } from './scores.ts'
import type { Setup } from './setup.ts'
import { named, withNames } from './with-names.ts'

/**
 * The emulator's rule set for a setup. Throws an InputError whose places are the user's own files, though the engine
 * knows them by the paths they have in a container.
 */
export const loadSetup = async (setup: Setup, services: Services, dialect: ReadableDialect): Promise<RuleSet> => {
  const { files: all, origins } = await configuration(setup, services)
  const files = dialect.logs.noauditlog === 'both-logs' ? loggedScores(all) : all
  const tree = memoryFiles(new Map([...files].map(([file, octets]) => [file, fromOctets(octets)])))
  const ruleSet = await withNames(origins, () =>
    loadRuleSet(tree, ENTRY_FILE, {
      dialect,
      scripts: {
        packages: setup.luaSocket ? ['lua-socket'] : [],
        access: { ...setup.scripts, fileOf: tree.read },
      },
    }),
  )
  return { ...ruleSet, notices: ruleSet.notices.map(notice => named(notice, origins)) }
}
