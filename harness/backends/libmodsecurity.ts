import { type Backend, SCORER_OPTIONS } from './backend.ts'

/** libmodsecurity itself, in a process beside this one. */
export const libmodsecurity: Backend = {
  name: 'libmodsecurity',
  summary: 'the real libmodsecurity in a process of its own on this machine',
  engine: 'libmodsecurity',
  platform: undefined,
  runs: { in: 'process' },
  // The library has one log for all its transactions.
  workers: 'one',
  options: SCORER_OPTIONS,
  presence: async () => (await import('./libmodsecurity/presence.ts')).libraryPresence(),
  open: async ({ scorer }) => (await import('./libmodsecurity/start-libmodsecurity.ts')).startLibmodsecurity(scorer),
}
