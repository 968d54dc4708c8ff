import { stat } from 'node:fs/promises'
import { InputError } from '../../src/errors.ts'
import { type Outcome, runOn } from '../run/run.ts'
import { readScenarios as readShown } from '../scenario/read.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Waf } from '../waf/waf.ts'
import { shown } from './wanted.ts'

/** The tests of a scenario or FTW file. Throws an InputError with everything that is wrong in it, each with its place. */
export const readScenarios = async (path: string): Promise<readonly Scenario[]> => {
  const kind = typeof path === 'string' ? await stat(path).catch(() => undefined) : undefined
  if (kind?.isFile() === true) return readShown(path, path)
  const message = `readScenarios: wanted a scenario or FTW file, and ${kind === undefined ? 'there is no' : 'this is none:'} ${shown(path)}`
  throw new InputError([{ code: 'NO_SUCH_FILE', message }])
}

/**
 * Sends a test's requests to a WAF that is up and judges what comes back, up to the first stage that fails. The WAF is taken as it is:
 * what the file says of rule set, plugin, settings and backends is left to who started it. To have all of that, use the plugin
 * `scenarios` of wafrig/vitest, or `wafrig run`.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 * import { EmulatedWaf, readScenarios, runScenario } from 'wafrig'
 *
 * await writeFile('traversal.yaml', `
 * tests:
 *   - desc: a path traversal is blocked
 *     stages:
 *       - input: { uri: "/?file=../../etc/passwd" }
 *         output: { status: 403, log: { expect_ids: [930100] } }
 * `)
 * await using waf = await new EmulatedWaf().withCrs('starter').start()
 * for (const scenario of await readScenarios('traversal.yaml')) {
 *   expect(await runScenario(scenario, waf)).toEqual({ outcome: 'passed' })
 * }
 * ```
 */
export const runScenario = (scenario: Scenario, waf: Waf): Promise<Outcome> => runOn(scenario, waf)
