import type { GenericContainer, StartedTestContainer } from 'testcontainers'
import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import type { Docker } from './docker.ts'
import { textOfFrames } from './frames.ts'
import { withLimit } from './limit.ts'

/** What to start. */
export type ContainerWish = {
  readonly image: string
  /** Id of the network to join, and its name or names in it. */
  readonly network: string
  readonly alias: string | readonly string[] | undefined
  /** Value of the label `wafrig`, by which `clean` finds it. */
  readonly role: string
  readonly ports: readonly number[]
  readonly environment: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  /** Folders kept in memory, with their mount options. */
  readonly tmpFs?: Readonly<Record<string, string>>
  /** What else is wanted of it, in Testcontainers' words. */
  readonly dress?: Dress
}

/** Says something to a container before it starts. */
export type Dress = (container: GenericContainer) => void

/** A container that runs. */
export type RunningContainer = AsyncDisposable & {
  readonly id: string
  /** As Testcontainers knows it. */
  readonly started: StartedTestContainer
  readonly host: string
  /** The port of the host that leads to a port of the container. */
  readonly port: (port: number) => number
  /** What it last wrote to standard output and standard error. */
  readonly lastLines: () => Promise<readonly string[]>
  readonly isRunning: () => Promise<boolean>
  /** Runs a command in it as who its first process runs as. */
  readonly exec: (command: readonly string[]) => Promise<{ readonly exitCode: number; readonly output: string }>
  readonly copyIn: (
    files: { readonly target: string; readonly content: Buffer; readonly mode: number }[],
  ) => Promise<void>
}

const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000
const LAST_LINES = 20

/** Starts a container; waits for no more than that its ports are bound. Throws an EnvironmentError with its last lines. */
export const startContainer = async (docker: Docker, wish: ContainerWish): Promise<RunningContainer> => {
  const { GenericContainer } = docker.testcontainers
  const wanted = new GenericContainer(wish.image)
    .withNetworkMode(wish.network)
    .withNetworkAliases(...[wish.alias ?? wish.role].flat())
    .withExposedPorts(...wish.ports)
    .withEnvironment({ ...wish.environment })
    .withLabels({ wafrig: wish.role })
    .withTmpFs({ ...wish.tmpFs })
    .withWaitStrategy(atOnce)
  if (wish.command !== undefined) wanted.withCommand([...wish.command])
  wish.dress?.(wanted)
  try {
    const started = await withLimit(wanted.start(), START_LIMIT_MS, `the start of ${wish.role}`)
    const container = docker.client.container.getById(started.getId())
    const ended = async (cause: unknown): Promise<never> => {
      const message = `${wish.role} does not take orders: ${messageOf(cause)}`
      throw new EnvironmentError(message, await lastLinesOf(container), { cause })
    }
    return {
      id: started.getId(),
      started,
      host: started.getHost(),
      port: port => started.getMappedPort(port),
      lastLines: () => lastLinesOf(container),
      isRunning: async () => (await container.inspect().catch(() => undefined))?.State.Running ?? false,
      exec: async command => {
        const { exitCode, output } = await started.exec([...command]).catch(ended)
        return { exitCode, output }
      },
      copyIn: files => started.copyContentToContainer(files).catch(ended),
      [Symbol.asyncDispose]: async () => {
        await withLimit(container.remove({ force: true, v: true }), STOP_LIMIT_MS, `the end of ${wish.role}`).catch(
          ignoreGone,
        )
      },
    }
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause
    throw new EnvironmentError(`${wish.role} could not be started: ${messageOf(cause)}`, [], { cause })
  }
}

type DockerContainer = ReturnType<Docker['client']['container']['getById']>

/** The end of a container's log. */
const lastLinesOf = async (container: DockerContainer): Promise<readonly string[]> => {
  const log = await container
    .logs({ stdout: true, stderr: true, tail: LAST_LINES, follow: false })
    .catch(() => Buffer.alloc(0))
  return textOfFrames(log)
    .split('\n')
    .filter(line => line !== '')
}

/** Readiness is asked for by who starts a container, not here. */
const atOnce: Parameters<GenericContainer['withWaitStrategy']>[0] = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => atOnce,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => START_LIMIT_MS,
}

const ignoreGone = (error: unknown): void => {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  if (status !== 404 && status !== 409) throw error
}
