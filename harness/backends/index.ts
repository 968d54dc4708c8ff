import { InputError, nearest } from '../../src/errors.ts'
import type { ContainerOptions } from './containers/container.ts'
import type { RemoteOptions } from './remote.ts'
import type { Backend } from './waf.ts'

/** What a run says of its backends. Plain data: it crosses process borders. */
export type BackendOptions = {
  readonly containers?: ContainerOptions
  readonly remote?: RemoteOptions
}

type Load = (options: BackendOptions) => Promise<Backend>

/** The backends by name; each is loaded when first asked for, since those in containers load much. */
const backends: Readonly<Record<string, Load>> = {
  emulator: async () => (await import('./emulator.ts')).emulator,
  'emulator-v3': async () => (await import('./emulator.ts')).emulatorV3,
  apache: async ({ containers }) => (await import('./containers/apache.ts')).apache(containers),
  nginx: async ({ containers }) => (await import('./containers/nginx.ts')).nginx(containers),
  libmodsecurity: async () => (await import('./libmodsecurity.ts')).libmodsecurity,
  remote: async options => (await import('./remote.ts')).remote(options.remote),
}

/** Names of all backends. */
export const BACKEND_NAMES: readonly string[] = Object.keys(backends)

/**
 * Finds backends by name, each made once, so that the WAFs of one share what they can. What it gives throws an
 * InputError when there is no backend of a name.
 */
export const backendFinder = (options: BackendOptions = {}): ((name: string) => Promise<Backend>) => {
  const made = new Map<string, Promise<Backend>>()
  return async name => {
    const load = backends[name]
    if (load === undefined) throw noBackend(name)
    const backend = made.get(name) ?? load(options)
    made.set(name, backend)
    return backend
  }
}

/** The backend of a name, with default options. Throws an InputError when there is none. */
export const findBackend = (name: string): Promise<Backend> => backendFinder()(name)

const noBackend = (name: string): InputError => {
  const meant = nearest(name, BACKEND_NAMES)
  const hint = meant === undefined ? `there are ${BACKEND_NAMES.join(', ')}` : `did you mean "${meant}"?`
  return new InputError([{ code: 'UNKNOWN_BACKEND', message: `no backend "${name}"; ${hint}` }])
}
