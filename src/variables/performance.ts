import type { Variable } from '../transaction/parts.ts'
import { absent, collection, scalar } from './entries.ts'

/** Microseconds spent, by what: not measured here, so 0. */
const unmeasured: Variable = scalar(() => '0')

export const PERF_ALL: Variable = scalar(() => 'combined=0, p1=0, p2=0, p3=0, p4=0, p5=0, sr=0, sw=0, l=0, gc=0')
export const PERF_COMBINED: Variable = unmeasured
export const PERF_GC: Variable = unmeasured
export const PERF_LOGGING: Variable = unmeasured
export const PERF_PHASE1: Variable = unmeasured
export const PERF_PHASE2: Variable = unmeasured
export const PERF_PHASE3: Variable = unmeasured
export const PERF_PHASE4: Variable = unmeasured
export const PERF_PHASE5: Variable = unmeasured
export const PERF_SREAD: Variable = unmeasured
export const PERF_SWRITE: Variable = unmeasured
/** Rules slower than SecRulePerfTime; none is. */
export const PERF_RULES: Variable = absent(
  'rules are not measured',
  collection('PERF_RULES', () => []),
)
/** An expired collection could not be taken out of its file; here it always can. */
export const SDBM_DELETE_ERROR: Variable = unmeasured
