import { basename } from '../http/uri.ts'
import type { Variable } from '../transaction/parts.ts'
import { scalar } from './entries.ts'

/**
 * What v2 knows of the file that answers. Behind a proxy there is none: the numbers are 0 and their names root, as
 * seen on 2.9.7. SCRIPT_FILENAME would be the address of the application, which the emulator does not have.
 */
export const SCRIPT_BASENAME: Variable = scalar(tx => (tx.phase === 1 ? undefined : basename(tx.path)))
export const SCRIPT_FILENAME: Variable = scalar(() => undefined)
export const SCRIPT_GID: Variable = scalar(() => '0')
export const SCRIPT_GROUPNAME: Variable = scalar(() => 'root')
export const SCRIPT_MODE: Variable = scalar(() => '0000')
export const SCRIPT_UID: Variable = scalar(() => '0')
export const SCRIPT_USERNAME: Variable = scalar(() => 'root')
