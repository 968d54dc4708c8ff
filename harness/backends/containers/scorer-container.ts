import { EnvironmentError } from '../../../src/errors.ts'
import type { OpenScorer } from '../../waf/scorer.ts'
import { answering } from './answering.ts'
import { connectDocker } from './docker.ts'
import { ensureReaper, reaperImageName } from './images.ts'
import { createNetwork } from './network.ts'
import { startContainer } from './running-container.ts'

/** Starts an image that listens on a port, and waits until it answers. Throws an EnvironmentError when it does not. */
export const startScorerContainer = async ({
  image,
  port,
}: {
  readonly image: string
  readonly port: number
}): Promise<OpenScorer> => {
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const network = await createNetwork(docker)
  const opened: AsyncDisposable[] = [network]
  const end = async (): Promise<void> => {
    for (const one of opened.reverse()) await one[Symbol.asyncDispose]()
  }
  try {
    const container = await startContainer(docker, {
      ...{ image, network: network.id, alias: undefined, role: 'scoring-server', ports: [port], environment: {} },
    })
    opened.push(container)
    await answering(container, port, `the scoring server ${image}`)
    return {
      url: `http://${container.host}:${container.port(port)}/`,
      mustBeUp: async () => {
        if (await container.isRunning()) return
        throw new EnvironmentError(`the container of the scoring server ${image} ended`, await container.lastLines())
      },
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}
