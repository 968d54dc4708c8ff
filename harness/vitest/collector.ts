import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { CellReport } from '../reporters/report.ts'

/** Gathers the reports of a run, and tells `onFile` the reports of each file when it has ended. */
export class Collector implements Reporter {
  readonly #onFile: (file: string, reports: readonly CellReport[]) => void
  readonly #onCell: (report: CellReport) => void
  #reports: readonly CellReport[] = []
  #errors: readonly string[] = []

  constructor(
    onFile: (file: string, reports: readonly CellReport[]) => void,
    onCell: (report: CellReport) => void = () => {},
  ) {
    this.#onFile = onFile
    this.#onCell = onCell
  }

  /** The reports of the last run. */
  get reports(): readonly CellReport[] {
    return this.#reports
  }

  /** What went wrong outside of tests. */
  get errors(): readonly string[] {
    return this.#errors
  }

  onTestRunStart(): void {
    this.#reports = []
    this.#errors = []
  }

  onTestCaseResult(testCase: TestCase): void {
    const report = testCase.meta().wafrig
    if (report !== undefined) this.#onCell(report)
  }

  onTestModuleEnd(module: TestModule): void {
    const reports: CellReport[] = []
    const errors = module.errors().map(({ stack, message }) => stack ?? message)
    for (const testCase of module.children.allTests()) {
      const report = testCase.meta().wafrig
      if (report !== undefined) reports.push(report)
      else errors.push(...(testCase.result().errors ?? []).map(({ stack, message }) => stack ?? message))
    }
    this.#reports = [...this.#reports, ...reports]
    this.#errors = [...this.#errors, ...errors]
    if (reports.length > 0) this.#onFile(reports[0]?.file ?? module.moduleId, reports)
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly TestError[]): void {
    const inModules = modules.flatMap(module => module.errors().map(({ stack, message }) => stack ?? message))
    const outside = errors.map(({ stack, message }) => stack ?? message)
    this.#errors = [...new Set([...this.#errors, ...inModules, ...outside])]
  }
}

type TestError = { readonly stack?: string; readonly message: string }
