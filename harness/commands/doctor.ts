import { BACKENDS, backendNamed } from '../backends/find-backend.ts'
import { checkText } from '../reporters/doctor-text.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import type { CheckResult } from '../workshop/doctor/check.ts'
import { type BackendFlags, backendFlags, backendOptions, mustBeRead, openScorer } from './backend-flags.ts'
import { known } from './choice.ts'
import { command, type MakeCommand, wordList } from './command.ts'

type Options = BackendFlags & { readonly backend?: readonly string[]; readonly crs?: string }

/** Those that are tried without a container. */
const HERE = BACKENDS.filter(({ runs, probeRemedy }) => runs.in === 'process' && probeRemedy !== undefined).map(
  ({ name }) => name,
)

const IN_CONTAINERS = BACKENDS.filter(({ runs }) => runs.in === 'container').map(({ name }) => name)

/** `wafrig doctor`: what of the surroundings works, each with its remedy where it does not. Exit code 0 or 3. */
export const doctor: MakeCommand = (surroundings, end) => {
  const { folder, cache, style, say } = surroundings
  const made = command('doctor', 'See what of the surroundings works: Docker, images, engines, Lua, plugin, scorer.', [
    'wafrig doctor',
    'wafrig doctor --backend apache --crs debian',
  ])
    .option('-b, --backend <names>', `which WAFs in containers to try: ${IN_CONTAINERS.join(', ')}`, wordList)
    .option('--crs <name|folder>', 'the rule set to try them with; else the starter rules')
  return backendFlags(made).action(async (options: Options) => {
    const names = known('backend', options.backend ?? IN_CONTAINERS, IN_CONTAINERS)
    const backends = names.flatMap(name => backendNamed(name) ?? [])
    mustBeRead(options, { backends: [...HERE, ...names], plugin: 'loaded' })
    const ruleFolder = await findRuleFolder(cache, options.crs ?? 'starter')
    await using scorer = await openScorer(folder, options)
    const had = backendOptions(folder, options, scorer)
    // Loaded now, since the help of no command needs them: they load the Docker client.
    const { localFindings } = await import('../workshop/doctor/local.ts')
    const { dockerFindings } = await import('../workshop/doctor/docker.ts')
    const tell = (results: readonly CheckResult[]): readonly CheckResult[] => {
      for (const result of results) say(checkText(result, style))
      return results
    }
    const all = [
      ...tell(await localFindings(cache, process.version, had, ruleFolder)),
      ...tell(await dockerFindings(backends, had, ruleFolder)),
    ]
    if (all.some(({ state }) => state === 'fail')) end(3)
  })
}
