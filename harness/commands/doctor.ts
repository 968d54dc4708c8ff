import { BACKENDS, backendNamed } from '../backends/find-backend.ts'
import { checkText } from '../reporters/doctor-text.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import { requireVitest } from '../vitest/installed.ts'
import { type CheckResult, checked, ok } from '../workshop/doctor/check.ts'
import { type BackendFlags, backendFlags, backendOptions, mustBeRead, openScorer } from './backend-flags.ts'
import { known } from './choice.ts'
import { command, type MakeCommand, wordList } from './command.ts'
import { imagesOf, namesServers } from './image-flag.ts'

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
    'wafrig doctor --image owasp/modsecurity-crs:nginx-alpine',
  ])
    .option('-b, --backend <names>', `which WAFs in containers to try: ${IN_CONTAINERS.join(', ')}`, wordList)
    .option('--crs <name|folder>', 'the rule set to try them with; else the starter rules')
  return backendFlags(made).action(async (options: Options) => {
    const { image, ...others } = options
    const imaged = image === undefined ? IN_CONTAINERS : Object.keys(imagesOf(image, IN_CONTAINERS))
    const names = known('backend', options.backend ?? imaged, IN_CONTAINERS)
    const backends = names.flatMap(name => backendNamed(name) ?? [])
    // An image of which nobody says whose it is may be the one's or the other's.
    const wanted = image !== undefined && !namesServers(image) && options.backend === undefined ? 'perhaps' : 'all'
    mustBeRead(wanted === 'all' ? options : others, { backends: [...HERE, ...names], plugin: 'loaded' })
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
    const vitest = await checked('vitest', 'only wafrig run and demo need it', async () => {
      await requireVitest()
      return [ok('vitest', 'can be loaded')]
    })
    const all = [
      ...tell(vitest),
      ...tell(await localFindings(cache, process.version, had, ruleFolder)),
      ...tell(await dockerFindings(backends, wanted, had, ruleFolder)),
    ]
    if (all.some(({ state }) => state === 'fail')) end(3)
  })
}
