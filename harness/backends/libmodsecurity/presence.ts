import type { Presence } from '../backend.ts'
import { modSecurityLibrary } from './modsecurity-library.ts'
import { FIRST_SAFE_FOR_SCRIPTS, isOlder } from './versions.ts'

/** Whether there is a libmodsecurity here that this process can load, and what it is good for. */
export const libraryPresence = (): Presence => {
  const library = modSecurityLibrary()
  if ('absent' in library) {
    return { state: 'warning', found: library.absent, remedy: 'only the backend libmodsecurity needs it' }
  }
  const version = library.version.join('.')
  if (!isOlder(library.version, FIRST_SAFE_FOR_SCRIPTS)) return { state: 'ok', found: `${version}, in this process` }
  return {
    state: 'warning',
    found: `${version}: ends the process on the plugin's calls, so setups with a plugin are skipped there`,
    remedy: 'install 3.0.10 or newer (Debian 13), or use the backend nginx',
  }
}
