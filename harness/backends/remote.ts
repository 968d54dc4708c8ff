import type { Backend } from './backend.ts'

/** Any WAF that already runs. */
export const remote: Backend = {
  name: 'remote',
  summary: 'a WAF that already runs',
  engine: undefined,
  platform: undefined,
  runs: { in: 'elsewhere' },
  workers: 'one',
  options: ['url', 'logFile', 'logCommand', 'scorerControl', 'assumeSetup'],
  open: async options => (await import('./remote/start-remote.ts')).startRemote(options.remote),
}
