import { readFileSync } from 'node:fs'
import { afterAll, describe, test } from 'vitest'
import { showDiagnostic } from '../../src/errors.ts'
import { failureText } from '../reporters/failure.ts'
import { repeatCommand, shellWord } from '../reporters/repeat.ts'
import { type CellReport, NO_BACKEND, type ToldNotice } from '../reporters/report.ts'
import { PLAIN } from '../reporters/style.ts'
import type { Cell } from '../run/cells.ts'
import { placedInScenario } from '../run/placed-in-scenario.ts'
import { runCell } from '../run/run.ts'
import { withAnyId } from '../run/verdict.ts'
import type { WafPool } from '../run/waf-pool.ts'
import { loggedIds } from '../scenario/expectations/logged-ids.ts'
import { nothingRan, skipLines } from './nothing-ran.ts'
import type { FileTests } from './scenario-project.ts'

declare module 'vitest' {
  interface TaskMeta {
    wafrig?: CellReport
  }
}

/** Longest time one test may take, in ms: the first of a setup starts its WAF, which may build an image. */
const TEST_TIMEOUT_MS = 300_000

/** Makes each cell of a file a vitest test: what the module calls that the vite plugin makes of a scenario file. */
export const testFile = (path: string): void => {
  const { file, cells, options, instead, skips, log }: FileTests = JSON.parse(readFileSync(path, 'utf8'))
  const style = { ...PLAIN, log: log ?? PLAIN.log }
  describe(file, () => {
    if (instead !== undefined) {
      test('can be read', ({ task, skip }) => {
        const report = unreadReport(file, instead)
        task.meta.wafrig = report
        if (instead.outcome === 'skipped') skip(instead.message)
        throw new ScenarioFailure(failureText(report, PLAIN) ?? '', file, report.line)
      })
    }
    const reports = new Map<string, CellReport>()
    if (skips === 'told here' && cells.length > 0) afterAll(() => tellSkips(file, [...reports.values()], cells.length))
    for (const cell of cells) {
      const title = `${cell.scenario.description} [${cell.label}]`
      test(title, { timeout: TEST_TIMEOUT_MS }, async ({ task, skip }) => {
        const bench = globalThis.wafrigBench
        if (bench === undefined) throw new Error('scenario tests run in the environment of harness/vitest')
        const started = performance.now()
        const triggered: (readonly number[])[] = []
        const outcome = await runCell(cell, bench.wafs, bench.canary, (stage, { log }) => {
          triggered[stage] = loggedIds(cell.scenario.ftw ? log.map(withAnyId) : log)
        })
        const notices = await toldNotices(cell, bench.wafs)
        const report: CellReport = {
          id: cell.scenario.id,
          file,
          line: cell.scenario.line,
          title,
          backend: cell.backend,
          ...(cell.crs === undefined ? {} : { crs: cell.crs }),
          outcome,
          ...(cell.forced === undefined ? {} : { forced: cell.forced.as }),
          failsAsExpected: cell.expectFailure !== undefined,
          triggered,
          durationMs: performance.now() - started,
          repeat: repeatCommand(cell, options),
          ...(notices.length === 0 ? {} : { notices }),
        }
        task.meta.wafrig = report
        reports.set(task.id, report)
        if (outcome.outcome === 'skipped') skip(outcome.reason)
        const text = failureText(report, style)
        if (text !== undefined) throw new ScenarioFailure(text, file, report.line)
      })
    }
  })
}

/** What of the cell's rules has no effect, at the places where they were written. */
const toldNotices = async ({ backend, setup, scenario }: Cell, wafs: WafPool): Promise<readonly ToldNotice[]> => {
  const accepted: readonly string[] = scenario.setup.accepted_notices ?? []
  const taken = (await wafs.takeNotices(backend, setup)).filter(({ code }) => !accepted.includes(code))
  const notices = await placedInScenario(taken, scenario, setup)
  return notices.map(notice => ({ code: notice.code, text: showDiagnostic(notice) }))
}

/** Tells which tests were skipped, and throws where nothing ran of a file whose tests were all to run. */
const tellSkips = (file: string, reports: readonly CellReport[], count: number): void => {
  const lines = skipLines(reports)
  // biome-ignore lint/suspicious/noConsole: vitest shows what a test says on the console, with its file.
  if (lines.length > 0) console.warn([file, ...lines.map(line => `  ${line}`)].join('\n'))
  const why = reports.length === count ? nothingRan(reports) : undefined
  if (why !== undefined) throw new ScenarioFailure([`${file}: ${why}`, ...lines].join('\n  '), file, 1)
}

/** The report of a file without tests; it ran on no backend. */
const unreadReport = (file: string, { outcome, message }: NonNullable<FileTests['instead']>): CellReport => ({
  id: file,
  file,
  line: 1,
  title: 'can be read',
  backend: NO_BACKEND,
  outcome:
    outcome === 'skipped' ? { outcome: 'skipped', reason: message } : { outcome: 'broken', kind: 'input', message },
  failsAsExpected: false,
  triggered: [],
  durationMs: 0,
  repeat: `wafrig check ${shellWord(file)}`,
})

/** What a vitest reporter shows; its stack is the scenario's place. */
class ScenarioFailure extends Error {
  constructor(text: string, file: string, line: number) {
    super(text)
    this.name = 'ScenarioFailure'
    this.stack = `${this.name}: ${text}\n    at ${file}:${line}:1`
  }
}
