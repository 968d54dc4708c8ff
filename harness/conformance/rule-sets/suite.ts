import { EnvironmentError } from '../../../src/errors.ts'
import { type Conditions, type Row, type Suite, timed } from '../suite.ts'
import { openBoth } from './open-both.ts'
import { explainedIn, ruleSetsText } from './report.ts'
import { REQUESTS_EACH, runRuleSets, TOGETHER } from './run-rule-sets.ts'

/** Generated rule sets on the emulator and on Apache in a container: what each loads, and what it makes of requests. */
export const ruleSets: Suite = {
  options: ['seed', 'ruleSets'],
  backends: () => ['emulator', 'apache'],
  run: async conditions => {
    try {
      return [await rowOf(conditions)]
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error
      return { absent: error.message }
    }
  },
}

const REDUCTION_LIMIT_MS = 30_000

const rowOf = async ({ backends, seed, ruleSets }: Conditions): Promise<Row> => {
  await using both = await openBoth({ one: 'emulator', other: 'apache' }, backends)
  const { value, elapsedMs } = await timed(() =>
    runRuleSets({
      ...{ one: both.one, other: both.other, forms: 'like', seed, from: 0, until: ruleSets },
      ...{ requests: REQUESTS_EACH, together: TOGETHER, isOver: () => false, tell: () => {} },
      reduction: { timeLimitMs: REDUCTION_LIMIT_MS, now: () => performance.now() },
    }),
  )
  const suite = `generated rule sets × ${REQUESTS_EACH} requests, emulator and apache`
  return {
    ...{ suite, elapsedMs, failed: value.unequal, notApplicable: explainedIn(value) },
    passed: value.ruleSets - value.unequal - explainedIn(value),
    failures: value.unequal === 0 ? [] : [ruleSetsText(suite, value)],
    notes: Object.entries(value.known).map(([name, count]) => `${count} × ${name}`),
  }
}
