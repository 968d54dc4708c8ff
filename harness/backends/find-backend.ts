import { didYouMean, InputError } from '../../src/errors.ts'
import { type Batches, oneByOne } from '../setup/batch.ts'
import type { StartWaf } from '../setup/setup.ts'
import { NO_REMOTE_SCORER, TAKES_NO_SCRIPT } from '../waf/scorer-reasons.ts'
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

/** What starts many WAFs of a backend at once. Throws an InputError when there is no backend of that name. */
export const openBatches = async (name: string, options: BackendOptions = {}): Promise<Batches> => {
  const backend = backendNamed(name)
  if (backend === undefined) throw noBackend(name)
  return backend.openBatches?.(options) ?? oneByOne(await backend.open(options))
}

/** Which scoring server the plugins of a run ask. */
export type ScorerInUse = {
  /** A scoring server of the user's own, or wafrig's. */
  readonly whose: 'own' | 'ours'
  /** Whether that of a WAF that runs already can be told what to answer. */
  readonly remote: 'controlled' | 'not controlled'
}

/** Which scoring server is asked with these options. */
export const scorerInUse = ({ scorer, remote }: BackendOptions): ScorerInUse => ({
  whose: scorer === undefined ? 'ours' : 'own',
  remote: remote?.scorerControl === undefined ? 'not controlled' : 'controlled',
})

/** Why a test that sets the scoring server's answers cannot run on a backend; undefined where it can. */
export const scriptRefusal = (backend: string, { whose, remote }: ScorerInUse): string | undefined => {
  const isTold = backendNamed(backend)?.runs.in === 'elsewhere' ? remote === 'controlled' : whose === 'ours'
  if (isTold) return undefined
  return whose === 'own' ? TAKES_NO_SCRIPT : `verdicts cannot be set: ${NO_REMOTE_SCORER}`
}

/** Opens the backend of a name, with default options. Throws an InputError when there is none. */
export const openBackend = (name: string): Promise<StartWaf> => backendOpener()(name)

/** The error of a name that no backend has. */
export const noBackend = (name: string): InputError => {
  const hint = didYouMean(name, BACKEND_NAMES, `there are ${BACKEND_NAMES.join(', ')}`)
  return new InputError([{ code: 'UNKNOWN_BACKEND', message: `no backend "${name}"${hint}` }])
}
