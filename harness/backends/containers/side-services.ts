import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import { joinRelay } from '../../waf/relay.ts'
import { type AskedScorer, type OwnScorer, startScorer } from '../../waf/scorer.ts'
import { scorerClient } from '../../waf/scorer-client.ts'
import { answering } from './answering.ts'
import type { Docker } from './docker.ts'
import { scoringServerImage } from './images.ts'
import { until } from './limit.ts'
import type { Network } from './network.ts'
import { type RunningContainer, startContainer } from './running-container.ts'

/** What stands beside a WAF: the scoring server that its plugin asks and the application that it protects. */
export type SideServices = AsyncDisposable & {
  /** The scoring server as a WAF in the network sees it, with a slash at the end. */
  readonly scorerUrl: string
  readonly scorer: AskedScorer
}

const READY_LIMIT_MS = 30_000
const APPLICATION = 'application'
const APPLICATION_PORT = 8080
const SCORER = 'scorer'
const SCORER_PORT = 5000
const CARRIER_PORT = 5001

/** The application as a WAF in the network sees it. */
export const APPLICATION_URL = `http://${APPLICATION}:${APPLICATION_PORT}`

/** Starts them and waits until they answer. */
export const startSideServices = async (
  docker: Docker,
  network: Network,
  own: OwnScorer | undefined,
): Promise<SideServices> => {
  const opened: AsyncDisposable[] = []
  const end = async (): Promise<void> => {
    await Promise.all(opened.map(one => one[Symbol.asyncDispose]()))
  }
  const open = async <Opened extends AsyncDisposable>(opening: Promise<Opened>): Promise<Opened> => {
    const one = await opening
    opened.push(one)
    return one
  }
  try {
    const start = starter(docker, await scoringServerImage(docker), network)
    const scorer = await (own === undefined ? ours(start, open) : passingOn(own, start, open))
    return { scorerUrl: `http://${SCORER}:${SCORER_PORT}/`, scorer, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Starts a container of our image. */
type Start = (
  role: string,
  alias: readonly string[],
  ports: readonly number[],
  program: string,
) => Promise<RunningContainer>

/** Waits for something that is to be ended with the rest. */
type Open = <Opened extends AsyncDisposable>(opening: Promise<Opened>) => Promise<Opened>

const starter =
  (docker: Docker, image: string, network: Network): Start =>
  (role, alias, ports, program) =>
    startContainer(docker, {
      ...{ image, network: network.id, alias, role, ports, environment: {} },
      command: ['node', `/app/${program}.mjs`],
    })

/** Application and scoring server, each in a container. */
const ours = async (start: Start, open: Open): Promise<AskedScorer> => {
  const starting = [
    open(start('application', [APPLICATION], [APPLICATION_PORT], 'application')),
    open(start('scoring-server', [SCORER], [SCORER_PORT], 'scorer')),
  ] as const
  // Also where one fails the other is waited for, so that it can be ended.
  await Promise.allSettled(starting)
  const [application, server] = await Promise.all(starting)
  await answering(application, APPLICATION_PORT, 'the application')
  await answering(server, SCORER_PORT, 'the scoring server')
  const client = await scorerClient(`http://${server.host}:${server.port(SCORER_PORT)}`)
  return {
    setScript: script => explained(server, client.setScript(script)),
    newQuestions: () => explained(server, client.newQuestions()),
  }
}

/**
 * A scoring server of the user's own is asked from this process, which sees it as the user does and keeps what it is asked: the WAF
 * reaches this process through a relay in its network, beside the application.
 */
const passingOn = async (own: OwnScorer, start: Start, open: Open): Promise<AskedScorer> => {
  const scorer = await open(startScorer(own))
  const beside = await open(start('beside', [APPLICATION, SCORER], [APPLICATION_PORT, CARRIER_PORT], 'beside'))
  await answering(beside, APPLICATION_PORT, 'the application')
  const relay = { host: beside.host, port: beside.port(CARRIER_PORT) }
  const target = { host: '127.0.0.1', port: scorer.port }
  const join = (): Promise<AsyncDisposable | undefined> => joinRelay(relay, target).catch(() => undefined)
  await open(until(join, READY_LIMIT_MS, 'an answer of the relay', beside.lastLines))
  return scorer
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
