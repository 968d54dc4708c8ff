import type { Output } from '../scenario/output-schema.ts'

/** A test of the CRS whose expectation the real engine does not meet either. */
export type CrsException = {
  /** As `920100-4`. */
  readonly test: string
  /** Beginning of the CRS versions whose test it is. */
  readonly crs: string
  readonly reason: string
  /** Who said so. */
  readonly engine: string
  /** What the real engine brings; it is asked of the emulator too. */
  readonly output: Output
}

const ENGINE = 'httpd 2.4.69 with mod_security2 2.9.13, in front of the application of all backends'

/**
 * The list is as small as it can be: one that meets its expectation after all, or brings something else than the real
 * engine did, fails the run. `wafrig conformance --suite crs --backend apache` asks the real engine again.
 */
export const CRS_EXCEPTIONS: readonly CrsException[] = [
  {
    test: '920100-4',
    crs: '3.3',
    reason: "the status 405 or 403 is that of the suite's own application (httpbin) for CONNECT; CRS 4 expects 200",
    engine: ENGINE,
    output: { status: 200, log: { expect_ids: [911100, 920350, 920300, 949110, 980130], no_expect_ids: [920100] } },
  },
  {
    test: '920272-5',
    crs: '3.3',
    reason: "the status 404 is that of the suite's own application (httpbin) for a path it does not know",
    engine: ENGINE,
    output: { status: 200, log: { expect_ids: [920300, 920272, 949110, 980130] } },
  },
]
