import type { LogLine } from '../../waf/waf.ts'

/** Ids of the rules that have logged, each once, in order. */
export const loggedIds = (log: readonly LogLine[]): readonly number[] => [
  ...new Set(log.flatMap(({ id }) => (id === undefined ? [] : [id]))),
]
