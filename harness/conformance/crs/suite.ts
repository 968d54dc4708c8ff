import { backendNamed } from '../../backends/find-backend.ts'
import { findFiles, SCENARIO_ENDINGS } from '../../scenario/find-files.ts'
import type { RuleSet } from '../../setup/rule-sets/rule-set.ts'
import { type Conditions, type Row, type Suite, timed, titleOf } from '../suite.ts'
import type { FtwResult } from './ftw-files.ts'
import { runFtwFiles } from './ftw-threads.ts'

/** The regression tests of each CRS 3 and CRS 4 that is there, on its own rules with its suite's settings. */
export const crs: Suite = async conditions => {
  const found = conditions.ruleSets.filter(({ version }) => version?.startsWith('3.') || version?.startsWith('4.'))
  if (found.length === 0) {
    return { absent: 'no CRS with its tests: wafrig crs add debian --with-tests, or --crs <checkout>' }
  }
  const rows: Row[] = []
  for (const ruleSet of found) rows.push(await rowOf(ruleSet, conditions))
  return rows
}

const rowOf = async (ruleSet: RuleSet, { backend, workers }: Conditions): Promise<Row> => {
  const files = await findFiles(ruleSet.folder, [ruleSet.tests ?? ruleSet.folder], SCENARIO_ENDINGS)
  const threads = backendNamed(backend)?.workers === 'several' ? workers : 1
  const { value, elapsedMs } = await timed(() => runFtwFiles({ ruleSet, backend }, files, threads))
  const of = (outcome: FtwResult['outcome']) => value.filter(result => result.outcome === outcome)
  return {
    suite: `${titleOf(ruleSet)} regression tests on ${backend}`,
    passed: of('passed').length,
    failed: of('failed').length,
    notApplicable: of('not applicable').length,
    elapsedMs,
    failures: of('failed').map(({ text = '' }) => text),
    notes: of('not applicable').map(({ id, text = '' }) => `${id}: ${text}`),
  }
}
