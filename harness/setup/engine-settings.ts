import { fromOctets, toOctets } from '../../src/bytes.ts'
import { ENGINE_FILE } from './configuration.ts'

/** A configuration in which the lines of the engine's settings hold that only mod_security2 takes; others keep their numbers. */
export const linesOfModSecurity2 = (files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [...files].map(([path, octets]) =>
      path === ENGINE_FILE ? [path, toOctets(fromOctets(octets).replace(/^#2 /gm, ''))] : [path, octets],
    ),
  )
