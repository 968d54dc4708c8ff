/** The dialects as a command line names them; `v2` and `v3` are the newest release that is known. */
export const DIALECT_NAMES = ['v2', 'v2.9.7', 'v3', 'v3.0.14'] as const

/** An engine by name: `v2` is mod_security2 on Apache, `v3` libmodsecurity on nginx, others are older releases. */
export type DialectName = (typeof DIALECT_NAMES)[number]

/** The dialect of rules that say nothing of it. */
export const DEFAULT_DIALECT: DialectName = 'v2'
