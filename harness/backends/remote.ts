import type { Backend } from './backend.ts'

/** Any WAF that already runs. */
export const remote: Backend = {
  name: 'remote',
  summary: 'a WAF that already runs',
  engine: undefined,
  platform: undefined,
  runs: { in: 'elsewhere' },
  workers: 'one',
  // Its plugin asks what it was told to ask: an image would be at a port that it does not know.
  options: [
    'url',
    'logFile',
    'logCommand',
    'scorerControl',
    'assumeSetup',
    'proxyProtocol',
    'skipTlsVerification',
    'connectTimeout',
    'readTimeout',
    'rateLimit',
    'waitForUrl',
    'waitForInterval',
    'waitForTimeout',
    'scorerUrl',
    'scorerCommand',
    'scorerPort',
  ],
  open: async options => (await import('./remote/start-remote.ts')).startRemote(options.remote),
}
