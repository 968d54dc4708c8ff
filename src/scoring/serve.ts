import { once } from 'node:events'
import { type ForwardingOptions, startForwarding } from './forwarding.ts'
import type { ListeningServer } from './open-server.ts'
import { type ScoringOptions, startScoringServer } from './server.ts'

/**
 * Runs a scoring server, or one that passes questions on, until `signal` aborts: what the command `wafrig serve-scorer` and the
 * scoring-server image do. `ready` is called once it listens.
 */
export const serveScorer = async (
  options: ScoringOptions | ForwardingOptions,
  signal: AbortSignal,
  ready: (server: ListeningServer) => void,
): Promise<void> => {
  await using server = await ('target' in options ? startForwarding(options) : startScoringServer(options))
  ready(server)
  if (!signal.aborted) await once(signal, 'abort')
}
