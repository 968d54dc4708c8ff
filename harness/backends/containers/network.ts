import { randomUUID } from 'node:crypto'
import type { Docker } from './docker.ts'
import { withLimit } from './limit.ts'

/** A network of containers. */
export type Network = AsyncDisposable & { readonly id: string }

const LIMIT_MS = 15_000

/** Makes a private network that the reaper and `clean` know. */
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

/** The network of this name, made if it is not there; it stays until `clean`. */
export const keptNetwork = async ({ client }: Docker, name: string): Promise<Network> => {
  const { dockerode } = client.container
  const found = await withLimit(
    dockerode.listNetworks({ filters: JSON.stringify({ name: [`^${name}$`] }) }),
    LIMIT_MS,
    'the list of networks',
  )
  const id =
    found[0]?.Id ??
    (
      await withLimit(
        dockerode.createNetwork({ Name: name, Labels: { wafrig: 'network', 'org.testcontainers': 'true' } }),
        LIMIT_MS,
        'a network of the Docker engine',
      )
    ).id
  return { id, [Symbol.asyncDispose]: async () => {} }
}
