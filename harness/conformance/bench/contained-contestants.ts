import type { Backend } from '../../backends/backend.ts'
import { wafConfiguration } from '../../backends/containers/contained-configuration.ts'
import { type ContainedWaf, startContainedWaf, type WafConnection } from '../../backends/containers/contained-waf.ts'
import { connectDocker, type Docker } from '../../backends/containers/docker.ts'
import { ensureReaper, reaperImageName, wafImage } from '../../backends/containers/images.ts'
import { createNetwork } from '../../backends/containers/network.ts'
import { APPLICATION_URL, startSideServices } from '../../backends/containers/side-services.ts'
import { configuration } from '../../setup/configuration.ts'
import type { Setup } from '../../setup/setup.ts'
import type { Contestant } from './contestant.ts'

/** Longest wait for a response, in ms. */
const RESPONSE_LIMIT_MS = 60_000

/** A backend's real server, once with a setup and once with its engine off, each in a container of its own. */
export const containedContestants = async (backend: Backend, setup: Setup): Promise<readonly Contestant[]> => {
  if (backend.runs.in !== 'container') throw new Error(`${backend.name} does not run in a container`)
  const { server } = backend.runs
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const image = await wafImage(docker, server, undefined)
  const network = await createNetwork(docker)
  const services = await startSideServices(docker, network, undefined)
  const start = async (name: string, rules: Setup): Promise<Contestant> => {
    const waf = await startContainedWaf(docker, server, { image, network: network.id, application: APPLICATION_URL })
    const { files } = await configuration(rules, { scorerUrl: services.scorerUrl })
    await waf.apply(wafConfiguration(server, files, rules))
    // Its log is not followed: that would cost time on both sides.
    waf.leave()
    return contestant(name, docker, waf)
  }
  const off = `${backend.name}, engine off`
  const [on, without] = await Promise.all([
    start(backend.name, setup),
    start(off, { ...setup, afterwards: [...setup.afterwards, 'SecRuleEngine Off'] }),
  ])
  const endAll = async (): Promise<void> => {
    await Promise.all([on, without, services].map(one => one[Symbol.asyncDispose]()))
    await network[Symbol.asyncDispose]()
  }
  return [without, { ...on, less: off, [Symbol.asyncDispose]: endAll }].map(one =>
    one === without ? { ...one, [Symbol.asyncDispose]: async () => {} } : one,
  )
}

/** Requests go one after the other over a connection that is kept as long as the server keeps it. */
const contestant = (name: string, docker: Docker, waf: ContainedWaf): Contestant => {
  let open: WafConnection | undefined
  const connection = async (): Promise<WafConnection> => {
    if (open?.isOpen() !== true) open = await waf.connect(undefined)
    return open
  }
  return {
    name,
    warmRounds: 1,
    send: async request => {
      const over = await connection()
      void over.write(request)
      const { response } = await over.read(request, RESPONSE_LIMIT_MS)
      if (response !== undefined && over.isOpen()) return
      over.end()
      open = undefined
    },
    cpuUs: async () => {
      const stats = await docker.client.container.getById(waf.container.id).stats({ stream: false, 'one-shot': true })
      return stats.cpu_stats.cpu_usage.total_usage / 1000
    },
    [Symbol.asyncDispose]: () => waf[Symbol.asyncDispose](),
  }
}
