import { connectDocker, type Docker } from './docker.ts'
import { reaperImageName } from './images.ts'
import { withLimit } from './limit.ts'

/** What was removed, by name. */
export type Cleaned = { readonly containers: readonly string[]; readonly networks: readonly string[] }

const LIMIT_MS = 30_000
const FILTERS = JSON.stringify({ label: ['wafrig', 'org.testcontainers=true'] })

/** Removes each container and network that a run of ours started, whichever run it was. Images stay. */
export const clean = async (): Promise<Cleaned> => {
  const docker = await connectDocker(reaperImageName())
  const { dockerode } = docker.client.container
  const containers = await withLimit(
    dockerode.listContainers({ all: true, filters: FILTERS }),
    LIMIT_MS,
    'the list of containers',
  )
  await Promise.all(containers.map(({ Id }) => removed(dockerode.getContainer(Id).remove({ force: true, v: true }))))
  const networks = await networksOf(docker)
  await Promise.all(networks.map(({ Id }) => removed(dockerode.getNetwork(Id).remove())))
  return {
    containers: containers.map(({ Names, Id }) => Names[0]?.replace(/^\//, '') ?? Id),
    networks: networks.map(({ Name }) => Name),
  }
}

const networksOf = (docker: Docker) =>
  withLimit(docker.client.container.dockerode.listNetworks({ filters: FILTERS }), LIMIT_MS, 'the list of networks')

/** Done, or somebody else was faster. */
const removed = async (removal: Promise<unknown>): Promise<void> => {
  try {
    await withLimit(removal, LIMIT_MS, 'a removal')
  } catch (error) {
    const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
    if (status !== 404 && status !== 409) throw error
  }
}
