import { type Backend, SCORER_OPTIONS } from './backend.ts'
import type { ContainedServer } from './containers/contained-server.ts'

/** The record of a backend in containers: what is its own, and how its web server is treated. */
export const inContainer = (
  own: Pick<Backend, 'name' | 'summary' | 'engine' | 'platform'>,
  treatment: Omit<ContainedServer, 'name'>,
): Backend => {
  const server: ContainedServer = { ...treatment, name: own.name }
  const { sharing } = server
  return {
    ...own,
    runs: { in: 'container', server },
    workers: 'one',
    options: ['image', ...SCORER_OPTIONS],
    probeRemedy:
      'where images can be pulled see the network; else make them of Debian packages: containers/base/make-bases; then npm run build',
    open: async ({ containers = {}, scorer }) => {
      const { startInContainer } = await import('./containers/start-in-container.ts')
      return startInContainer(server, containers, scorer)
    },
    ...(sharing === undefined
      ? {}
      : {
          openBatches: async ({ containers = {} }) =>
            (await import('./containers/start-batches.ts')).startBatches(server, sharing, containers),
        }),
  }
}
