import type { BackendOptions } from '../../backends/backend.ts'
import { BACKENDS } from '../../backends/find-backend.ts'
import { listRuleFolders, starterRuleFolder } from '../../setup/rule-folders/cache.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { type CheckResult, checked, ok, warning } from './check.ts'
import { backendFindings } from './probe.ts'

/** What needs no Docker: node, what runs in this process with plugin and scorer, rule sets, and what else could run here. */
export const localFindings = async (
  cache: string,
  nodeVersion: string,
  options: BackendOptions,
  ruleFolder: RuleFolder,
): Promise<readonly CheckResult[]> => [
  ok('node', nodeVersion),
  ...(await backendFindings(
    BACKENDS.filter(({ runs }) => runs.in === 'process'),
    options,
    ruleFolder,
  )),
  ...(await checked('rule sets', 'wafrig crs list says what is wrong; wafrig crs remove <name>', () =>
    ruleFolders(cache),
  )),
  ...(await presences()),
]

const ruleFolders = async (cache: string): Promise<readonly CheckResult[]> => {
  const starter = await starterRuleFolder()
  const kept = await listRuleFolders(cache)
  return [
    ok('rule sets', `${starter.name} comes with wafrig`),
    kept.length === 0
      ? warning('rule sets', `none in ${cache}`, 'wafrig crs add debian, or wafrig crs add <version>')
      : ok('rule sets', kept.map(({ name, version }) => `${name} (CRS ${version ?? 'of unknown version'})`).join(', ')),
  ]
}

const presences = async (): Promise<readonly CheckResult[]> =>
  Promise.all(
    BACKENDS.flatMap(({ name, presence }) =>
      presence === undefined ? [] : [presence().then((found): CheckResult => ({ what: name, ...found }))],
    ),
  )
