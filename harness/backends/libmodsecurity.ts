import { type Backend, SCORER_OPTIONS } from './backend.ts'

/** libmodsecurity itself, in this process. */
export const libmodsecurity: Backend = {
  name: 'libmodsecurity',
  summary: 'the real libmodsecurity in this process',
  engine: 'libmodsecurity',
  platform: undefined,
  runs: { in: 'process' },
  // The library has one log for all its transactions.
  workers: 'one',
  options: SCORER_OPTIONS,
  presence: async () => (await import('./libmodsecurity/presence.ts')).libraryPresence(),
  open: async ({ scorer }) => (await import('./libmodsecurity/start-libmodsecurity.ts')).startLibmodsecurity(scorer),
}
