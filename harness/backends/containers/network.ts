import { randomUUID } from 'node:crypto'
import type { Docker } from './docker.ts'
import { withLimit } from './limit.ts'

/** A private network of containers. */
export type Network = AsyncDisposable & { readonly id: string }

const LIMIT_MS = 15_000

/** Makes a network that the reaper and `clean` know. */
export const createNetwork = async (docker: Docker): Promise<Network> => {
  const { client, testcontainers } = docker
  const reaper = await withLimit(testcontainers.getReaper(client), 60_000, 'the container that cleans up after a crash')
  const network = await withLimit(
    client.container.dockerode.createNetwork({
      Name: `wafrig-${randomUUID()}`,
      Labels: {
        wafrig: 'network',
        'org.testcontainers': 'true',
        [testcontainers.LABEL_TESTCONTAINERS_SESSION_ID]: reaper.sessionId,
      },
    }),
    LIMIT_MS,
    'a network of the Docker engine',
  )
  return {
    id: network.id,
    [Symbol.asyncDispose]: async () => {
      await withLimit(network.remove(), LIMIT_MS, 'the end of the network')
    },
  }
}
