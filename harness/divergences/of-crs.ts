import type { KnownDivergence } from './known.ts'

const SOURCE = 'httpd 2.4.69 with mod_security2 2.9.13, in front of the application of all backends'

/**
 * Tests of the CRS whose expectation the real engine does not meet either, with what it brings instead; that is asked of
 * the emulator too. `wafrig conformance --suite crs --backend apache` asks the real engine again.
 */
export const OF_CRS: readonly KnownDivergence[] = [
  {
    name: '920100-4 of CRS 3.3',
    test: '920100-4',
    crs: '3.3',
    reason: "the status 405 or 403 is that of the suite's own application (httpbin) for CONNECT; CRS 4 expects 200",
    source: SOURCE,
    instead: { status: 200, log: { expect_ids: [911100, 920350, 920300, 949110, 980130], no_expect_ids: [920100] } },
  },
  {
    name: '920272-5 of CRS 3.3',
    test: '920272-5',
    crs: '3.3',
    reason: "the status 404 is that of the suite's own application (httpbin) for a path it does not know",
    source: SOURCE,
    instead: { status: 200, log: { expect_ids: [920300, 920272, 949110, 980130] } },
  },
]
