import type { CellReport } from './report.ts'
import type { Style } from './style.ts'

/** A reporter of `wafrig run`, of our own: a pure function of what has ended. */
export type RunReporter = {
  /** As `--reporter` names it. */
  readonly name: string
  /** What it prints is read by people, as it comes; a program reads one text, at the end. */
  readonly reader: 'people' | 'program'
  /** What a file brought, as soon as it has ended. */
  readonly file?: (file: string, reports: readonly CellReport[], style: Style) => string
  /** What the run brought; `elapsedMs` is the time that it took. */
  readonly end: (reports: readonly CellReport[], elapsedMs: number, style: Style) => string
}
