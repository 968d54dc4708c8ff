import { once } from 'node:events'
import { type RunningScorer, type ScoringOptions, startScoringServer } from './server.ts'

/**
 * Runs a scoring server until `signal` aborts: what the command `wafrig serve-scorer` and the scoring-server image
 * do. `ready` is called once it listens.
 */
export const serveScorer = async (
  options: ScoringOptions,
  signal: AbortSignal,
  ready: (server: RunningScorer) => void,
): Promise<void> => {
  await using server = await startScoringServer(options)
  ready(server)
  if (!signal.aborted) await once(signal, 'abort')
}
