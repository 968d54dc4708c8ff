import { clientPort } from '../log-line.ts'
import { type ContainerBackend, type ContainerOptions, containerBackend } from './container.ts'
import type { Engine } from './engine.ts'

/** mod_security2 on Apache httpd, in a container. */
export const apache = (options: ContainerOptions = {}): ContainerBackend => containerBackend(engine, options)

const engine: Engine = {
  name: 'apache',
  needsApplication: false,
  // A request that is not complete gets its 408 soon.
  environment: { REQUEST_READ_TIMEOUT_HEADER: '3-6', REQUEST_READ_TIMEOUT_BODY: '3' },
  adapt: files => files,
  // Behind the id stands the referer, if the request has one. A line that is cut off may have a part of the id.
  belongs: (line, { uniqueId, port }) =>
    / \[unique_id "[^"]*"\]/.test(line) ? line.includes(` [unique_id "${uniqueId}"]`) : clientPort(line) === port,
  // mod_security2 logs phase 5 before mod_log_config writes the access line.
  settle: async () => {},
}
