import type { DialectName } from '../transaction/parts.ts'

/** True if the engine of a dialect knows the transformation; `name` is a registered one, in any case. */
export const knows = (dialect: DialectName, name: string): boolean =>
  dialect === 'v3' || !V3_ONLY.has(name.toLowerCase())

/** Not in mod_security2's table (re_tfns.c, `msre_engine_register_default_tfns`). */
const V3_ONLY: ReadonlySet<string> = new Set(['uppercase'])
