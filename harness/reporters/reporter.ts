import type { CellReport } from './report.ts'
import type { Style } from './style.ts'

/** What is known of a reporter before it reports. */
export type ReporterTraits = {
  /** As `--reporter` names it. */
  readonly name: string
  /** What it prints is read by people, as it comes; a program reads one text, which nothing else may be written into. */
  readonly reader: 'people' | 'program'
  /** Where it can write. */
  readonly writes: 'anywhere' | 'standard output' | 'file'
  /** Whether it shows the log lines of failures. */
  readonly shows: 'log lines' | 'outcomes'
}

/** A reporter of `wafrig run`, of our own: a pure function of what has ended. */
export type RunReporter = ReporterTraits & {
  /** What a file brought, as soon as it has ended. */
  readonly file?: (file: string, reports: readonly CellReport[], style: Style) => string
  /** What the run brought; `elapsedMs` is the time that it took. */
  readonly end: (reports: readonly CellReport[], elapsedMs: number, style: Style) => string
}
