import { type Backend, SCORER_OPTIONS } from './backend.ts'

/** mod_security2 on Apache, in this process. */
export const emulator: Backend = {
  name: 'emulator',
  summary: 'mod_security2 on Apache, emulated in this process',
  engine: 'mod_security2',
  platform: 'httpd',
  runs: { in: 'process' },
  workers: 'several',
  options: SCORER_OPTIONS,
  probeRemedy: 'reinstall wafrig; if it stays so, tell its authors',
  open: async ({ scorer, clientAddress }) =>
    (await import('./emulator/start-emulator.ts')).startEmulator(scorer, clientAddress),
}

/** libmodsecurity on nginx, in this process. */
export const emulatorV3: Backend = {
  name: 'emulator-v3',
  summary: 'libmodsecurity on nginx, emulated in this process',
  engine: 'libmodsecurity',
  platform: 'nginx',
  runs: { in: 'process' },
  workers: 'several',
  variantOf: emulator.name,
  options: SCORER_OPTIONS,
  open: async ({ scorer, clientAddress }) =>
    (await import('./emulator/start-emulator.ts')).startEmulatorV3(scorer, clientAddress),
}
