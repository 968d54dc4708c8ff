import { setFlagsFromString } from 'node:v8'

/** How often one search may backtrack before V8 goes over to its linear engine: some 0.1 ms. */
const BACKTRACKS_BEFORE_FALLBACK = 10_000

/**
 * Lets V8 go over to its linear engine when a search has backtracked too often, in all expressions that the engine takes and
 * that are made from now on, in the whole process. The flags are V8's experimental ones (Node 20 and 24 have them).
 */
export const boundBacktracking = (): void => {
  if (isLinear('', '')) return
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
  setFlagsFromString(`--regexp-backtracks-before-fallback=${BACKTRACKS_BEFORE_FALLBACK}`)
  // Adds the flag `l`, for the linear engine alone. Comes last, as the sign that all are set.
  setFlagsFromString('--enable-experimental-regexp-engine')
}

/** True if V8's linear engine takes the expression; a V8 without that engine takes none. Wants `boundBacktracking` first. */
export const isLinear = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, `${flags}l`)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
