import { loggedScores } from '../setup/scores.ts'
import { nginxConnection } from '../waf/log-line.ts'
import type { Backend } from './backend.ts'
import { inContainer } from './in-container.ts'

/** libmodsecurity on nginx, in a container. */
export const nginx: Backend = inContainer(
  {
    name: 'nginx',
    summary: 'the real libmodsecurity on nginx, in a container',
    engine: 'libmodsecurity',
    platform: 'nginx',
  },
  {
    folder: 'modsecurity-nginx',
    bases: { made: 'wafrig/modsecurity-crs:nginx', official: 'owasp/modsecurity-crs:nginx' },
    needsApplication: true,
    environment: { CLIENT_BODY_TIMEOUT: '3s' },
    adapt: loggedScores,
    // Response rules see the header.
    naming: header => `add_header ${header} $request_id always;\n`,
    // A server that no request is for: what it says of the port holds for all servers on it.
    clients: `
set_real_ip_from 0.0.0.0/0;
set_real_ip_from ::/0;
real_ip_header proxy_protocol;
server {
  listen 8080 proxy_protocol;
  server_name wafrig.invalid;
}
`,
    // A connection may have several transactions. A line that is cut off may lack the id.
    belongs: (line, { uniqueId, connection }) =>
      / \[unique_id "[^"]*"\]/.test(line)
        ? line.includes(` [unique_id "${uniqueId}"]`)
        : nginxConnection(line) === connection,
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
  },
)

const SETTLE_LIMIT_MS = 10_000
