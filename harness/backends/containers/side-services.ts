import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import type { ScoreRequest, Script } from '../../../src/scoring/contract.ts'
import { scorerClient } from '../../waf/scorer-client.ts'
import type { ContainerOptions } from './container-options.ts'
import type { Docker } from './docker.ts'
import { scoringServerImage } from './images.ts'
import { until } from './limit.ts'
import type { Network } from './network.ts'
import { type RunningContainer, startContainer } from './running-container.ts'

/** What stands beside a WAF: the scoring server that its plugin asks and the application that it protects. */
export type SideServices = AsyncDisposable & {
  /** The scoring server as a WAF in the network sees it, with a slash at the end. */
  readonly scorerUrl: string
  /** Sets how the scoring server answers; a user's own server has no script, which is an error only when one is `wanted`. */
  readonly script: (script: Script, wanted: boolean) => Promise<void>
  /** What the scoring server was asked since the last call; nothing is known of a user's own. */
  readonly questions: () => Promise<readonly ScoreRequest[]>
}

const READY_LIMIT_MS = 30_000
const SCORER_PORT = 5000
const APPLICATION_PORT = 8080

/** The application as a WAF in the network sees it. */
export const APPLICATION_URL = `http://application:${APPLICATION_PORT}`

/** Starts them and waits until both answer. */
export const startSideServices = async (
  docker: Docker,
  network: Network,
  scorer: ContainerOptions['scorer'],
): Promise<SideServices> => {
  const image = await scoringServerImage(docker)
  const starting = [
    startContainer(docker, {
      image,
      network: network.id,
      alias: 'application',
      role: 'application',
      ports: [APPLICATION_PORT],
      environment: {},
      command: ['node', '/app/application.mjs'],
    }),
    ...(scorer !== undefined && 'url' in scorer
      ? []
      : [
          startContainer(docker, {
            image: scorer?.image ?? image,
            network: network.id,
            alias: 'scorer',
            role: 'scoring-server',
            ports: [scorer?.port ?? SCORER_PORT],
            environment: {},
          }),
        ]),
  ]
  const started = (await Promise.allSettled(starting)).flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  const end = async (): Promise<void> => {
    await Promise.all(started.map(container => container[Symbol.asyncDispose]()))
  }
  try {
    await Promise.all(starting)
    const [application, server] = started
    if (application !== undefined) await answering(application, APPLICATION_PORT, 'the application')
    if (scorer !== undefined && 'url' in scorer)
      return { ...unscripted, scorerUrl: scorer.url, [Symbol.asyncDispose]: end }
    const port = scorer?.port ?? SCORER_PORT
    const scorerUrl = `http://scorer:${port}/`
    if (server === undefined) throw new Error('the scoring server was started')
    await answering(server, port, 'the scoring server')
    if (scorer !== undefined) return { ...unscripted, scorerUrl, [Symbol.asyncDispose]: end }
    const client = await scorerClient(`http://${server.host}:${server.port(port)}`)
    return {
      scorerUrl,

      script: script => explained(server, client.setScript(script)),
      questions: () => explained(server, client.newQuestions()),
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

const unscripted: Pick<SideServices, 'script' | 'questions'> = {
  script: async (_, wanted) => {
    if (wanted) throw new EnvironmentError('a scoring server of your own takes no script: its answers are its own')
  },
  questions: async () => [],
}

/** What failed with the scoring server, with what its container has to say. */
const explained = async <Value>(server: RunningContainer, work: Promise<Value>): Promise<Value> => {
  try {
    return await work
  } catch (cause) {
    const ended = (await server.isRunning()) ? '' : "the scoring server's container is not running; "
    throw new EnvironmentError(ended + messageOf(cause), await server.lastLines(), { cause })
  }
}

/** Waits until a port answers HTTP, whatever it says. Throws an EnvironmentError when it does not or the container ends. */
const answering = (container: RunningContainer, port: number, what: string): Promise<true> =>
  until(
    async () => {
      try {
        await fetch(`http://${container.host}:${container.port(port)}/`, { signal: AbortSignal.timeout(5_000) }).then(
          answer => answer.arrayBuffer(),
        )
        return true
      } catch {
        if (await container.isRunning()) return undefined
        throw new EnvironmentError(`the container of ${what} ended`, await container.lastLines())
      }
    },
    READY_LIMIT_MS,
    `an answer of ${what}`,
    container.lastLines,
  )
