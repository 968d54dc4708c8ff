import type { Presence } from '../backend.ts'
import { engine } from './engine.ts'
import { FIRST_SAFE_FOR_SCRIPTS, isOlder } from './versions.ts'

/** Whether there is a libmodsecurity here that a process of this machine can load, and what it is good for. */
export const libraryPresence = async (): Promise<Presence> => {
  const library = await engine()
  if ('absent' in library) {
    return { state: 'warning', found: library.absent, remedy: 'only the backend libmodsecurity needs it' }
  }
  const version = library.version.join('.')
  if (!isOlder(library.version, FIRST_SAFE_FOR_SCRIPTS))
    return { state: 'ok', found: `${version}, in a process of its own` }
  return {
    state: 'warning',
    found: `${version}: dies of the plugin's calls, so setups with a plugin are skipped there`,
    remedy: 'install 3.0.10 or newer (Debian 13), or use the backend nginx',
  }
}
