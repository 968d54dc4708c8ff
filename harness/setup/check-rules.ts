import { fromText } from '../../src/bytes.ts'
import { DIALECTS } from '../../src/dialects/index.ts'
import type { DialectName } from '../../src/dialects/names.ts'
import type { Diagnostic } from '../../src/errors.ts'
import { diskFiles, type FileTree } from '../../src/loading/file-tree.ts'
import { loadRuleSet } from '../../src/loading/load.ts'

/** What reading rule files brought: how many rules, and what is worth a notice though the engine would start. */
export type CheckedRules = { readonly ruleCount: number; readonly notices: readonly Diagnostic[] }

/** The file that includes the others; the name is told to nobody, since there is nothing wrong in it. */
const ENTRY = '/wafrig-check.conf'

/**
 * Reads rule files as one configuration, in the order given, as the engine of a dialect would. Throws an InputError
 * with everything that is wrong in them.
 */
export const checkRules = (files: readonly string[], dialect: DialectName): CheckedRules => {
  const includes = fromText(files.map(file => `Include "${file}"\n`).join(''))
  const tree: FileTree = { ...diskFiles, read: file => (file === ENTRY ? includes : diskFiles.read(file)) }
  const { rules, notices } = loadRuleSet(tree, ENTRY, {
    dialect: DIALECTS[dialect],
  })
  return { ruleCount: rules.length, notices }
}
