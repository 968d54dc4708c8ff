import { homedir } from 'node:os'
import { join } from 'node:path'

/** The user's cache directory for wafrig, as an environment says: WAFRIG_CACHE_DIR, else in XDG_CACHE_HOME, else in ~/.cache. */
export const cacheFolder = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment.WAFRIG_CACHE_DIR ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'wafrig')
