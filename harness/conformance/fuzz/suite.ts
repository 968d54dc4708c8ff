import { EnvironmentError } from '../../../src/errors.ts'
import { type KnownDivergence, staleAmong, staleText } from '../../divergences/known.ts'
import { OF_FUZZ } from '../../divergences/of-fuzz.ts'
import { type Conditions, failedRow, type Row, type Suite, timed, titleOf } from '../suite.ts'
import { openPair } from './open-pair.ts'
import { fuzzText } from './report.ts'
import { nothingSent, type Reduction, runFuzz, shownExamples } from './run-fuzz.ts'
import { seedRequests } from './seeds.ts'
import { type Variant, variantOf } from './variants.ts'

/** Generated requests to the emulator and to Apache in a container: what each rule set makes of them, blocking and not. */
export const fuzz: Suite = {
  options: ['crs', 'seed', 'requests'],
  backends: () => ['emulator', 'apache'],
  run: conditions => rowsOf(conditions),
}

const rowsOf: Suite['run'] = async conditions => {
  if (conditions.ruleFolders.length === 0) {
    return { absent: 'no CRS with its tests: wafrig crs add debian --with-tests, or --crs <checkout>' }
  }
  const rows: Row[] = []
  const occurred = new Set<KnownDivergence>()
  try {
    for (const ruleFolder of conditions.ruleFolders) {
      const seeds = await seedRequests(ruleFolder.tests)
      for (const engine of ['On', 'DetectionOnly'] as const) {
        const title = `fuzz, ${titleOf(ruleFolder)} ${engine}, emulator and apache`
        rows.push(await rowOf(title, variantOf(ruleFolder, engine), seeds, conditions, occurred))
      }
    }
  } catch (error) {
    if (!(error instanceof EnvironmentError) || rows.length > 0) throw error
    return { absent: error.message }
  }
  const stale = staleAmong(OF_FUZZ, occurred).map(staleText)
  return stale.length === 0 ? rows : [...rows, failedRow('fuzz, known differences', stale)]
}

const REDUCTION: Reduction = {
  tryLimit: 200,
  timeLimitMs: 60_000,
  now: () => performance.now(),
  tell: () => {},
}

const rowOf = async (
  suite: string,
  { setup }: Variant,
  seeds: readonly string[],
  { seed, requests, backends }: Conditions,
  occurred: Set<KnownDivergence>,
): Promise<Row> => {
  const { startOne, startOther } = await openPair({ one: 'emulator', other: 'apache' }, backends)
  await using one = await startOne(setup)
  await using other = await startOther(setup)
  const settings = { one, other, forms: 'like', seed, seeds, isOver: () => false, reduction: REDUCTION } as const
  const { value, elapsedMs } = await timed(() =>
    runFuzz({ ...settings, from: 0, until: requests }, nothingSent(0), async () => {}),
  )
  for (const known of await shownExamples(settings)) occurred.add(known)
  const explained = Object.entries(value.known)
  const explainedCount = explained.reduce((sum, [, count]) => sum + count, 0)
  return {
    suite,
    passed: value.sent - value.unequal - explainedCount,
    failed: value.unequal,
    notApplicable: explainedCount,
    elapsedMs,
    failures: value.unequal === 0 ? [] : [fuzzText(suite, value)],
    notes: explained.map(([name, count]) => `${count} × ${name}`),
  }
}
