import { backendNamed } from '../../backends/find-backend.ts'
import { divergencesAt, staleAmong, staleText } from '../../divergences/known.ts'
import { OF_CRS } from '../../divergences/of-crs.ts'
import { findFiles, SCENARIO_ENDINGS } from '../../scenario/find-files.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { type Conditions, type Row, type Suite, timed, titleOf } from '../suite.ts'
import type { FtwResult } from './ftw-files.ts'
import { runFtwFiles } from './ftw-threads.ts'

/** The regression tests of each CRS 3 and CRS 4 that is there, on its own rules with its suite's settings. */
export const crs: Suite = {
  options: ['crs', 'backend', 'workers'],
  backends: chosen => [chosen],
  run: conditions => rowsOf(conditions),
}

const rowsOf: Suite['run'] = async conditions => {
  const found = conditions.ruleFolders.filter(({ version }) => version?.startsWith('3.') || version?.startsWith('4.'))
  if (found.length === 0) {
    return { absent: 'no CRS with its tests: wafrig crs add debian --with-tests, or --crs <checkout>' }
  }
  const rows: Row[] = []
  for (const ruleFolder of found) rows.push(await rowOf(ruleFolder, conditions))
  return rows
}

const rowOf = async (ruleFolder: RuleFolder, { backend, backends, workers }: Conditions): Promise<Row> => {
  const files = await findFiles(ruleFolder.path, [ruleFolder.tests ?? ruleFolder.path], SCENARIO_ENDINGS)
  const threads = backendNamed(backend)?.workers === 'several' ? workers : 1
  const { value, elapsedMs } = await timed(() => runFtwFiles({ ruleFolder, backend, backends }, files, threads))
  const of = (outcome: FtwResult['outcome']) => value.filter(result => result.outcome === outcome)
  const listed = divergencesAt(OF_CRS, { backends: [backend], crs: ruleFolder.version })
  const occurred = new Set(listed.filter(({ name }) => value.some(({ known }) => known === name)))
  const stale = staleAmong(listed, occurred).map(staleText)
  return {
    suite: `${titleOf(ruleFolder)} regression tests on ${backend}`,
    passed: of('passed').length,
    failed: of('failed').length + stale.length,
    notApplicable: of('not applicable').length,
    elapsedMs,
    failures: [...of('failed').map(({ text = '' }) => text), ...stale],
    notes: of('not applicable').map(({ id, text = '' }) => `${id}: ${text}`),
  }
}
