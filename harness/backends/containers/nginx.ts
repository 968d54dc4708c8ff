import { nginxConnection } from '../log-line.ts'
import { loggedScores } from '../scores.ts'
import { type ContainerBackend, type ContainerOptions, containerBackend } from './container.ts'
import type { Engine } from './engine.ts'

/** libmodsecurity on nginx, in a container. */
export const nginx = (options: ContainerOptions = {}): ContainerBackend => containerBackend(engine, options)

const engine: Engine = {
  name: 'nginx',
  needsApplication: true,
  environment: { CLIENT_BODY_TIMEOUT: '3s' },
  adapt: loggedScores,
  belongs: (line, { connection }) => nginxConnection(line) === connection,
  // The access line comes before phase 5. There is one worker, so what it logs for a later request comes after.
  settle: async (tail, from, probe) => {
    const path = `/settled-${from}`
    await probe(path)
    await tail.line(
      from,
      line => line.startsWith(`wafrig probe ${path} `),
      SETTLE_LIMIT_MS,
      "nginx's answer to a probe in its log",
    )
  },
}

const SETTLE_LIMIT_MS = 10_000
