import type { Script } from '../../src/scoring/contract.ts'
import { configuration } from '../configuration.ts'
import type { Backend, Exchange, Waf } from './backend.ts'
import { connectDocker, type Docker } from './docker.ts'
import type { Engine } from './engine.ts'
import { engineImage, ensureReaper, reaperImageName } from './images.ts'
import { parseErrorLogLine } from './log-line.ts'
import { createNetwork, type Network } from './network.ts'
import { takeScores } from './scores.ts'
import { type SideServices, startSideServices } from './side-services.ts'
import { startWafContainer, type WafConfiguration, type WafContainer, wafConfiguration } from './waf-container.ts'

/** How the containers of an engine are made. */
export type ContainerOptions = {
  /** The image that the engine's is built on: an official one or one that `containers/base/make-bases` made. */
  readonly base?: string
  /** A scoring server of the user's own, by image (with the port that it listens on) or by URL, instead of ours. */
  readonly scorer?: { readonly image: string; readonly port: number } | { readonly url: string }
  /** Most WAF containers kept at once; setups beyond that take turns in them. */
  readonly containerLimit?: number
}

/** A backend whose containers outlast a WAF, for the next one; they end with the last WAF. */
export type ContainerBackend = Backend

const CONTAINER_LIMIT = 3
const DEFAULT_SCRIPT: Script = { verdict: 'pass', score: 1 }

/**
 * WAFs in containers of one engine. They share a private network, the scoring server, the application and a few WAF containers, whose
 * configuration is exchanged when another setup is wanted. Requests go one after the other.
 */
export const containerBackend = (engine: Engine, options: ContainerOptions): ContainerBackend => {
  let users = 0
  let shared: Promise<Shared> | undefined
  const leave = async (): Promise<void> => {
    users -= 1
    if (users > 0 || shared === undefined) return
    const ending = shared
    shared = undefined
    await (await ending.catch(() => undefined))?.[Symbol.asyncDispose]()
  }
  return async setup => {
    users += 1
    try {
      shared ??= startShared(engine, options)
      const { send, prepare, scorerUrl } = await shared
      const { files } = await configuration(setup, { scorerUrl })
      const wanted = wafConfiguration(engine, files, setup.luaSocket)
      await prepare(wanted)
      let isOpen = true
      return {
        send: (request, sendOptions) => send(wanted, request, sendOptions?.scorer),
        [Symbol.asyncDispose]: async () => {
          if (isOpen) await leave()
          isOpen = false
        },
      } satisfies Waf
    } catch (error) {
      await leave()
      throw error
    }
  }
}

/** What the WAFs of one engine share while any of them is up. */
type Shared = AsyncDisposable & {
  /** Where a WAF reaches the scoring server. */
  readonly scorerUrl: string
  readonly prepare: (wanted: WafConfiguration) => Promise<void>
  readonly send: (wanted: WafConfiguration, request: Uint8Array, script: Script | undefined) => Promise<Exchange>
}

const startShared = async (engine: Engine, options: ContainerOptions): Promise<Shared> => {
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const image = await engineImage(docker, engine.name, options.base)
  const network = await createNetwork(docker)
  try {
    const services = await startSideServices(docker, network, options.scorer)
    return sharedWafs(docker, engine, options, image, network, services)
  } catch (error) {
    await network[Symbol.asyncDispose]()
    throw error
  }
}

const sharedWafs = (
  docker: Docker,
  engine: Engine,
  { containerLimit = CONTAINER_LIMIT }: ContainerOptions,
  image: string,
  network: Network,
  services: SideServices,
): Shared => {
  /** The one used last stands last. */
  const containers: WafContainer[] = []
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  /** A container with the configuration at work: one that has it, a new one, or the one that was not used for longest. */
  const containerFor = async (wanted: WafConfiguration): Promise<WafContainer> => {
    const started = containers.findIndex(container => container.active() === wanted.digest)
    const taken =
      started !== -1
        ? containers.splice(started, 1)[0]
        : containers.length >= containerLimit
          ? containers.shift()
          : undefined
    const container = taken ?? (await startWafContainer(docker, engine, image, network.id, services.applicationUrl))
    containers.push(container)
    await container.apply(wanted)
    return container
  }

  const send = async (wanted: WafConfiguration, request: Uint8Array, script: Script | undefined): Promise<Exchange> => {
    const container = await containerFor(wanted)
    await services.script(script ?? DEFAULT_SCRIPT, script !== undefined)
    const { errorLog, auditLog, ...answer } = await container.exchange(request)
    const lines = errorLog.map(parseErrorLogLine).filter(line => line !== undefined)
    return { ...answer, ...takeScores(lines), auditLog, scored: await services.questions() }
  }

  return {
    scorerUrl: services.scorerUrl,
    prepare: wanted => inTurn(async () => void (await containerFor(wanted))),
    send: (wanted, request, script) => inTurn(() => send(wanted, request, script)),
    [Symbol.asyncDispose]: async () => {
      const ended = await Promise.allSettled([...containers, services].map(one => one[Symbol.asyncDispose]()))
      await network[Symbol.asyncDispose]()
      const errors = ended.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
      if (errors.length > 0) throw new AggregateError(errors, 'containers did not end well')
    },
  }
}
