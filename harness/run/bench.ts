import type { BackendOptions } from '../backends/backend.ts'
import { backendOpener } from '../backends/find-backend.ts'
import { Canary } from './canary.ts'
import { WafPool } from './waf-pool.ts'

/** What all tests of a worker share. */
export type Bench = { readonly wafs: WafPool; readonly canary: Canary }

/** A bench with no WAF up yet; `options` say how its backends are had. */
export const openBench = (options: BackendOptions = {}): Bench => {
  const wafs = new WafPool(backendOpener(options))
  return { wafs, canary: new Canary(wafs) }
}

declare global {
  /** Put there by the vitest environment, so that the WAFs live as long as the worker. */
  var wafrigBench: Bench | undefined
}
