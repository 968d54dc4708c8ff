import { configuration } from '../../setup/configuration.ts'
import type { Setup } from '../../setup/setup.ts'
import { type Address, joinRelay } from '../../waf/relay.ts'
import { wafConfiguration, withNaming } from './contained-configuration.ts'
import type { ContainedServer } from './contained-server.ts'
import { type ContainedWaf, LOG_FILE, startContainedWaf } from './contained-waf.ts'
import { connectDocker, type Docker } from './docker.ts'
import { ensureReaper, reaperImageName, scoringServerImage, wafImage } from './images.ts'
import { until } from './limit.ts'
import { createNetwork, keptNetwork, type Network } from './network.ts'
import { type Dress, type RunningContainer, startContainer } from './running-container.ts'

/** A WAF that has a container for itself, its own configuration, and responses that name their transactions. */
export type DedicatedWish = {
  readonly server: ContainedServer
  readonly setup: Setup
  /** The image that the WAF's is built on; see ContainerOptions. */
  readonly base: string | undefined
  /** The scoring server of this process. */
  readonly scorer: Address
  /** What stands behind its address in the WAF's configuration. */
  readonly scorerPath: string
  /** Id of a network that is there; else it gets one of its own. */
  readonly network: string | undefined
  /** `kept`: what is started outlasts this process, and is used again by the next that wants the same. */
  readonly life: 'ends' | 'kept'
  readonly dress: Dress
}

/** A dedicated WAF that is up; what is disposed of is all but the WAF's own container. */
export type DedicatedWaf = AsyncDisposable & { readonly waf: ContainedWaf }

const APPLICATION = 'wafrig-application'
const SCORER = 'wafrig-scorer'
const APPLICATION_PORT = 8080
const SCORER_PORT = 5000
const CARRIER_PORT = 5001
const READY_LIMIT_MS = 30_000
const KEPT_NETWORK = 'wafrig-kept'

/** The log goes to the container's output too, where `docker logs` and log consumers find it; once, if it is used again. */
const SHOW_LOG =
  'if [ ! -e /opt/wafrig/log-is-shown ]; then touch /opt/wafrig/log-is-shown; ' +
  `/opt/wafrig/follow-log ${LOG_FILE} 0.1 >/proc/1/fd/1 2>/dev/null & fi`

/** Starts it with what stands beside it. Throws an InputError when the engine refuses the rules. */
export const startDedicated = async (wish: DedicatedWish): Promise<DedicatedWaf> => {
  const { server, setup, base, scorer } = wish
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const image = await wafImage(docker, server, base)
  const opened: AsyncDisposable[] = []
  const end = async (): Promise<void> => {
    for (const one of opened.reverse()) await one[Symbol.asyncDispose]()
  }
  try {
    const network = await networkOf(docker, wish)
    opened.push(network)
    const beside = await startBeside(docker, network, wish)
    if (wish.life === 'ends') opened.push(beside)
    const relay = { host: beside.host, port: beside.port(CARRIER_PORT) }
    const join = (): Promise<AsyncDisposable | undefined> => joinRelay(relay, scorer).catch(() => undefined)
    opened.push(await until(join, READY_LIMIT_MS, 'an answer of the relay', beside.lastLines))
    const application = `http://${APPLICATION}:${APPLICATION_PORT}`
    const waf = await startContainedWaf(docker, server, { image, network: network.id, application, dress: wish.dress })
    opened.push(waf)
    // As who its first process is: another may not write to that one's output.
    await waf.container.started.exec(['sh', '-c', SHOW_LOG])
    const { files } = await configuration(setup, { scorerUrl: `http://${SCORER}:${SCORER_PORT}/${wish.scorerPath}` })
    await waf.apply(wafConfiguration(server, withNaming(server, files), setup))
    opened.pop()
    return { waf, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

const networkOf = async (docker: Docker, { network, life }: DedicatedWish): Promise<Network> => {
  if (network !== undefined) return { id: network, [Symbol.asyncDispose]: async () => {} }
  return life === 'kept' ? keptNetwork(docker, KEPT_NETWORK) : createNetwork(docker)
}

/** The application, and the relay through which the plugin reaches the scoring server. */
const startBeside = async (docker: Docker, network: Network, { life }: DedicatedWish): Promise<RunningContainer> =>
  startContainer(docker, {
    image: await scoringServerImage(docker),
    network: network.id,
    alias: [APPLICATION, SCORER],
    role: 'beside',
    ports: [CARRIER_PORT],
    environment: {},
    command: ['node', '/app/beside.mjs'],
    ...(life === 'kept' ? { dress: container => void container.withReuse() } : {}),
  })
