import { emulator } from '../../backends/emulator.ts'
import { modSecurityLibrary } from '../../backends/modsecurity-library.ts'
import { listRuleSets, starterRuleSet } from '../../setup/rule-sets/cache.ts'
import type { RuleSet } from '../../setup/rule-sets/rule-set.ts'
import { checked, type Finding, ok, warning } from './check.ts'
import { probeFindings } from './probe.ts'

/** What needs no Docker: node, the emulator with plugin and scorer, rule sets, libmodsecurity in process. */
export const localFindings = async (
  cache: string,
  nodeVersion: string,
  ruleSet: RuleSet,
): Promise<readonly Finding[]> => [
  ok('node', nodeVersion),
  ...(await checked('emulator', 'reinstall wafrig; if it stays so, tell its authors', () =>
    probeFindings('emulator', emulator, ruleSet),
  )),
  ...(await checked('rule sets', 'wafrig crs list says what is wrong; wafrig crs remove <name>', () =>
    ruleSets(cache),
  )),
  libraryFinding(),
]

const ruleSets = async (cache: string): Promise<readonly Finding[]> => {
  const starter = await starterRuleSet()
  const kept = await listRuleSets(cache)
  return [
    ok('rule sets', `${starter.name} comes with wafrig`),
    kept.length === 0
      ? warning('rule sets', `none in ${cache}`, 'wafrig crs add debian, or wafrig crs add <version>')
      : ok('rule sets', kept.map(({ name, version }) => `${name} (CRS ${version ?? 'of unknown version'})`).join(', ')),
  ]
}

const libraryFinding = (): Finding => {
  const library = modSecurityLibrary()
  if ('absent' in library) {
    return warning('libmodsecurity', library.absent, 'only the backend libmodsecurity needs it')
  }
  const [major = 0, minor = 0, patch = 0] = library.version
  const version = library.version.join('.')
  return major > 3 || minor > 0 || patch >= 10
    ? ok('libmodsecurity', `${version}, in this process`)
    : warning(
        'libmodsecurity',
        `${version}: ends the process on the plugin's calls, so setups with a plugin are skipped there`,
        'install 3.0.10 or newer (Debian 13), or use the backend nginx',
      )
}
