import { messageOf } from '../../../src/errors.ts'
import type { Backend, BackendOptions } from '../../backends/backend.ts'
import { connectDocker, INSTALL_DOCKER } from '../../backends/containers/docker.ts'
import { reaperImageName } from '../../backends/containers/images.ts'
import { withLimit } from '../../backends/containers/limit.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { type CheckResult, checked, ok, warning } from './check.ts'
import { type LookedAt, lookedAt } from './images.ts'
import { backendFindings } from './probe.ts'

const LIMIT_MS = 15_000

const NO_ENGINE = `start a Docker engine or set DOCKER_HOST${INSTALL_DOCKER}; without one the emulator still runs`

/**
 * Whether there is a Docker engine, its images, and what works of each WAF in a container. Of backends that are `perhaps` wanted, one
 * that the named image is not for is no failure where it is for another.
 */
export const dockerFindings = async (
  backends: readonly Backend[],
  wanted: 'all' | 'perhaps',
  options: BackendOptions,
  ruleFolder: RuleFolder,
): Promise<readonly CheckResult[]> => {
  const engine = await checked('Docker engine', NO_ENGINE, engineResults)
  if (engine.some(({ state }) => state === 'fail')) return engine
  const docker = await connectDocker(reaperImageName())
  const looked: LookedAt[] = []
  for (const backend of backends)
    looked.push(await lookedAt(docker, backend, options.containers?.bases?.[backend.name]))
  const fit = looked.filter(({ fits }) => fits).map(({ backend }) => backend)
  const images = looked.flatMap(({ fits, results }) =>
    fits || wanted === 'all' || fit.length === 0 ? results : results.map(notTried),
  )
  return [...engine, ...images, ...(await backendFindings(fit, options, ruleFolder))]
}

const notTried = ({ what, found }: CheckResult): CheckResult =>
  warning(what, `${found}; not tried`, 'an image for each web server: --image apache=…,nginx=…')

const engineResults = async (): Promise<readonly CheckResult[]> => {
  const { client } = await connectDocker(reaperImageName())
  const { dockerode } = client.container
  const { Version } = await withLimit(dockerode.version(), LIMIT_MS, "the Docker engine's version")
  const images = await withLimit(dockerode.listImages(), LIMIT_MS, 'the list of images')
  const bases = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter(isBase)
  return [
    ok('Docker engine', Version),
    bases.length > 0 ? ok('base images', bases.sort().join(', ')) : await pullFinding(dockerode),
  ]
}

const isBase = (tag: string): boolean => /^(?:wafrig|owasp|ghcr\.io\/coreruleset)\/modsecurity-crs:/.test(tag)

/** No base is here: whether one can be pulled, asked of the registry without pulling it. */
const pullFinding = async (dockerode: {
  readonly getImage: (name: string) => { readonly distribution: () => Promise<unknown> }
}): Promise<CheckResult> => {
  try {
    await withLimit(
      dockerode.getImage('owasp/modsecurity-crs:apache').distribution(),
      LIMIT_MS,
      "the registry's answer",
    )
    return ok('base images', 'none here yet; owasp/modsecurity-crs can be pulled')
  } catch (error) {
    return warning(
      'base images',
      `none here, and owasp/modsecurity-crs cannot be pulled: ${messageOf(error)}`,
      'make them of Debian packages: containers/base/make-bases',
    )
  }
}
