import { fromOctets, toOctets } from '../../src/bytes.ts'
import { type ContainerBackend, type ContainerOptions, containerBackend } from './container.ts'
import type { Engine } from './engine.ts'
import { nginxConnection } from './log-line.ts'

/** libmodsecurity on nginx, in a container. */
export const nginx = (options: ContainerOptions = {}): ContainerBackend => containerBackend(engine, options)

const engine: Engine = {
  name: 'nginx',
  environment: { CLIENT_BODY_TIMEOUT: '3s' },
  // `noauditlog` keeps a rule out of nginx's error log too.
  adapt: files =>
    new Map(
      [...files].map(([path, octets]) =>
        path.endsWith('/wafrig-afterwards.conf')
          ? [path, toOctets(fromOctets(octets).replace(/,log,noauditlog,(?=msg:'wafrig scores')/, ',log,'))]
          : [path, octets],
      ),
    ),
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
