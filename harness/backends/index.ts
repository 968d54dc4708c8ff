import { InputError, nearest } from '../../src/errors.ts'
import type { Backend } from './backend.ts'

/** The backends by name; each is loaded when first asked for, since those in containers load much. */
const backends: Readonly<Record<string, () => Promise<Backend>>> = {
  emulator: async () => (await import('./emulator.ts')).emulator,
  'emulator-v3': async () => (await import('./emulator.ts')).emulatorV3,
  apache: async () => (await import('./apache.ts')).apache(),
  nginx: async () => (await import('./nginx.ts')).nginx(),
  libmodsecurity: async () => (await import('./libmodsecurity.ts')).libmodsecurity,
}

/** Names of all backends. */
export const BACKEND_NAMES: readonly string[] = Object.keys(backends)

/** The backend of a name. Throws an InputError when there is none. */
export const findBackend = async (name: string): Promise<Backend> => {
  const load = backends[name]
  if (load !== undefined) return load()
  const meant = nearest(name, BACKEND_NAMES)
  const hint = meant === undefined ? `there are ${BACKEND_NAMES.join(', ')}` : `did you mean "${meant}"?`
  throw new InputError([{ code: 'UNKNOWN_BACKEND', message: `no backend "${name}"; ${hint}` }])
}
