import { test as base, type TestAPI } from 'vitest'
import { EmulatedWaf } from '../face/emulated-waf.ts'
import { ScoringServer, type StartedScoringServer } from '../face/scoring-server.ts'
import type { StartedWaf } from '../face/started-waf.ts'
import type { WafWords } from '../face/waf-words.ts'

/** What a test of a WAF gets. */
export type WafFixtures<Waf extends StartedWaf = StartedWaf> = {
  /** The WAF, started for the first test of a file that asks for it and ended after the last. */
  readonly waf: Waf
  /** The scoring server that the WAF's plugin asks; before each test it is as it was at first. */
  readonly scorer: StartedScoringServer
}

/** A WAF that is to be started. */
export type StartableWaf<Waf extends StartedWaf> = WafWords & { readonly start: () => Promise<Waf> }

/**
 * vitest's `test` with a WAF and its scoring server as fixtures. A file's tests share them, so they run one after the
 * other; call it at the top level of a file.
 *
 * @example
 * ```ts
 * import { EmulatedWaf } from 'wafrig'
 * import { expect, wafTest } from 'wafrig/vitest'
 *
 * const test = wafTest(() => new EmulatedWaf().withCrs('starter').withPlugin('shipped', { mode: 1 }))
 *
 * test('mode 1 asks only about requests over the threshold', async ({ waf, scorer }) => {
 *   await waf.fetch('/?arg=hello')
 *   expect(scorer).not.toHaveBeenAsked()
 *   await waf.fetch('/?arg=../../etc/passwd')
 *   expect(scorer).toHaveBeenAsked({ args: { arg: '../../etc/passwd' } })
 * })
 * ```
 */
export const wafTest = <Waf extends StartedWaf>(make: () => StartableWaf<Waf>): TestAPI<WafFixtures<Waf>> =>
  base.extend<WafFixtures<Waf> & { readonly scoringServer: StartedScoringServer }>({
    scoringServer: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's wishes from the pattern.
      async ({}, use) => {
        await using server = await new ScoringServer().start()
        await use(server)
      },
      { scope: 'file' },
    ],
    waf: [
      async ({ scoringServer }, use) => {
        await using waf = await make().withScorer(scoringServer).start()
        await use(waf)
      },
      { scope: 'file' },
    ],
    scorer: async ({ scoringServer }, use) => {
      scoringServer.reset()
      await use(scoringServer)
    },
  })

/**
 * vitest's `test` with a WAF of the starter rules and the plugin that comes with wafrig, in mode 2; see {@link wafTest}. A
 * vitest.config.ts imports this module too, for the plugin: vitest refuses to extend `test` there, and nobody wants it.
 */
export const test: TestAPI<WafFixtures> = inTestFile()
  ? wafTest(() => new EmulatedWaf().withCrs('starter').withPlugin('shipped', { mode: 2 }))
  : (base as TestAPI<WafFixtures>)

function inTestFile(): boolean {
  return '__vitest_worker__' in globalThis
}
