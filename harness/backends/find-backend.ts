import { didYouMean, InputError } from '../../src/errors.ts'
import type { StartWaf } from '../setup/setup.ts'
import type { Backend, BackendOptions } from './backend.ts'
import * as records from './index.ts'

const NEAREST_FIRST: readonly Backend['runs']['in'][] = ['process', 'container', 'elsewhere']
const distance = ({ runs }: Backend): number => NEAREST_FIRST.indexOf(runs.in)

/** All backends, by where they run and then by name. */
export const BACKENDS: readonly Backend[] = Object.values<Backend>(records).sort(
  (one, other) => distance(one) - distance(other) || (one.name < other.name ? -1 : 1),
)

/** Names of all backends. */
export const BACKEND_NAMES: readonly string[] = BACKENDS.map(({ name }) => name)

/** The backend of whoever names none. */
export const DEFAULT_BACKEND = records.emulator.name

/** What is known of the backend of a name; undefined when there is none. */
export const backendNamed = (name: string): Backend | undefined => BACKENDS.find(backend => backend.name === name)

/**
 * Opens backends by name, each once, so that the WAFs of one share what they can. What it gives throws an InputError
 * when there is no backend of a name.
 */
export const backendOpener = (options: BackendOptions = {}): ((name: string) => Promise<StartWaf>) => {
  const opened = new Map<string, Promise<StartWaf>>()
  return async name => {
    const backend = backendNamed(name)
    if (backend === undefined) throw noBackend(name)
    const starter = opened.get(name) ?? backend.open(options)
    opened.set(name, starter)
    return starter
  }
}

/** Opens the backend of a name, with default options. Throws an InputError when there is none. */
export const openBackend = (name: string): Promise<StartWaf> => backendOpener()(name)

const noBackend = (name: string): InputError => {
  const hint = didYouMean(name, BACKEND_NAMES, `there are ${BACKEND_NAMES.join(', ')}`)
  return new InputError([{ code: 'UNKNOWN_BACKEND', message: `no backend "${name}"${hint}` }])
}
