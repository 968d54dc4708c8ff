import { EnvironmentError } from '../../../src/errors.ts'
import { configuration } from '../../setup/configuration.ts'
import { takeScores } from '../../setup/scores.ts'
import { mustNotNameHosts } from '../../setup/script-hosts.ts'
import type { StartWaf } from '../../setup/setup.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import type { AskedScorer, OwnScorer } from '../../waf/scorer.ts'
import { groups, mustWaitLittle, passTime } from '../../waf/sent-groups.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Exchange, Sent, Waf } from '../../waf/waf.ts'
import { type WafConfiguration, wafConfiguration } from './contained-configuration.ts'
import type { ContainedServer } from './contained-server.ts'
import { type ContainedWaf, startContainedWaf } from './contained-waf.ts'
import type { ContainerOptions } from './container-options.ts'
import { connectDocker } from './docker.ts'
import { ensureReaper, reaperImageName, wafImage } from './images.ts'
import { createNetwork, type Network } from './network.ts'
import { APPLICATION_URL, type SideServices, startSideServices } from './side-services.ts'

const CONTAINER_LIMIT = 3

/**
 * Starts WAFs in containers of one web server. They share a private network, the scoring server, the application and a few WAF containers, whose
 * configuration is exchanged when another setup is wanted. Requests go one after the other.
 */
export const startInContainer = (
  server: ContainedServer,
  options: ContainerOptions,
  own: OwnScorer | undefined,
): StartWaf => {
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
    mustNotNameHosts(setup)
    users += 1
    try {
      shared ??= startShared(server, options, own)
      const { send, prepare, scorerUrl, scorer } = await shared
      const { files } = await configuration(setup, { scorerUrl })
      const wanted = wafConfiguration(server, files, setup)
      await prepare(wanted)
      // Without a script there is none who could ask the scoring server.
      const asked = [...files.keys()].some(name => name.endsWith('.lua')) ? scorer : NOT_ASKED
      let isOpen = true
      return {
        send: async (octets, { scorer: script } = {}) => {
          const [only] = await send(
            wanted,
            [{ octets, when: 'after the answer', ...(script && { scorer: script }) }],
            asked,
          )
          return only ?? UNREAD
        },
        sendAll: async requests => {
          const isPortTold = requests[0]?.client?.port !== undefined
          if (isPortTold && server.noClientPort !== undefined) throw new Unavailable(server.noClientPort)
          return send(wanted, requests, asked)
        },
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

const NOT_ASKED: AskedScorer = { setScript: async () => {}, newQuestions: async () => [] }

/** What the WAFs of one web server share while any of them is up. */
type Shared = AsyncDisposable & {
  /** Where a WAF reaches the scoring server. */
  readonly scorerUrl: string
  readonly scorer: AskedScorer
  readonly prepare: (wanted: WafConfiguration) => Promise<void>
  readonly send: (
    wanted: WafConfiguration,
    requests: readonly Sent[],
    scorer: AskedScorer,
  ) => Promise<readonly Exchange[]>
}

const startShared = async (
  server: ContainedServer,
  options: ContainerOptions,
  own: OwnScorer | undefined,
): Promise<Shared> => {
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const image = await wafImage(docker, server, options.bases?.[server.name])
  const network = await createNetwork(docker)
  const wish = { image, network: network.id, application: APPLICATION_URL }
  const starting = startSideServices(docker, network, own)
  const [services, waf] = await Promise.allSettled([
    starting,
    (server.needsApplication ? starting : Promise.resolve()).then(() => startContainedWaf(docker, server, wish)),
  ])
  if (services.status === 'fulfilled' && waf.status === 'fulfilled') {
    const more = (): Promise<ContainedWaf> => startContainedWaf(docker, server, wish)
    return sharedWafs(options.containerLimit ?? CONTAINER_LIMIT, [waf.value], more, network, services.value)
  }
  for (const one of [services, waf]) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
  throw services.status === 'rejected' ? services.reason : waf.status === 'rejected' ? waf.reason : undefined
}

/** `containers` are those that are up, the one used last standing last; `more` starts another. */
const sharedWafs = (
  containerLimit: number,
  containers: ContainedWaf[],
  more: () => Promise<ContainedWaf>,
  network: Network,
  services: SideServices,
): Shared => {
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  /** A container with the configuration at work: one that has it, an idle one, a new one, or the one that was not used for longest. */
  const containerFor = async (wanted: WafConfiguration): Promise<ContainedWaf> => {
    const fit = containers.findIndex(container => container.active() === wanted.digest)
    const free = fit === -1 ? containers.findIndex(container => container.active() === undefined) : fit
    const taken =
      free !== -1 ? containers.splice(free, 1)[0] : containers.length >= containerLimit ? containers.shift() : undefined
    const container = taken ?? (await more())
    containers.push(container)
    await orDrop(container, container.apply(wanted))
    return container
  }

  /** A container whose surroundings failed is given up, so that the next request gets a new one. */
  const orDrop = async <Value>(container: ContainedWaf, work: Promise<Value>): Promise<Value> => {
    try {
      return await work
    } catch (error) {
      if (error instanceof EnvironmentError) {
        containers.splice(containers.indexOf(container), 1)
        await container[Symbol.asyncDispose]()
      }
      throw error
    }
  }

  const send: Shared['send'] = async (wanted, requests, scorer) => {
    mustWaitLittle(requests)
    const container = await containerFor(wanted)
    await passTime(requests)
    const connection = await orDrop(container, container.connect(requests[0]?.client))
    try {
      const exchanges: Exchange[] = []
      for (const [index, together] of groups(requests).entries()) {
        if (index > 0) await passTime(together)
        await scorer.setScript(together[0]?.scorer)
        const brought = await orDrop(container, container.exchangeOver(connection, together))
        const scored = await scorer.newQuestions()
        for (const { errorLog, auditLog, ...answer } of brought) {
          const lines = errorLog.map(parseErrorLogLine).filter(line => line !== undefined)
          const unknown = together.length > 1 && scored.length > 0 ? { unknown: { scored: WHOSE } } : {}
          exchanges.push({ ...answer, ...takeScores(lines), auditLog, scored, ...unknown })
        }
      }
      return exchanges
    } finally {
      connection.end()
    }
  }

  return {
    scorerUrl: services.scorerUrl,
    scorer: services.scorer,
    prepare: wanted => inTurn(async () => void (await containerFor(wanted))),
    send: (...what) => inTurn(() => send(...what)),
    [Symbol.asyncDispose]: async () => {
      const ended = await Promise.allSettled([...containers, services].map(one => one[Symbol.asyncDispose]()))
      await network[Symbol.asyncDispose]()
      const errors = ended.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
      if (errors.length > 0) throw new AggregateError(errors, 'containers did not end well')
    },
  }
}

const UNREAD: Exchange = { log: [], scored: [], scores: {}, elapsedMs: 0 }

const WHOSE = 'of requests that go off together, it is not seen which one the scoring server was asked for'
