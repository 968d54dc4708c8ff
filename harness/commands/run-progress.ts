import { type Progress, progressText } from '../reporters/progress.ts'
import { type CellReport, totalOf } from '../reporters/report.ts'
import type { Style } from '../reporters/style.ts'
import type { StatusLine } from './status-line.ts'

/** How far a run is, told to whoever waits for it. */
export type RunProgress = {
  readonly reading: (filesDone: number, files: number) => void
  /** What is to run has been found; its first test is being waited for. */
  readonly starting: (files: number, tests: number) => void
  readonly test: (report: CellReport) => void
  readonly file: () => void
  readonly end: () => void
}

/** Shows the progress of a run below what it prints. */
export const openProgress = (status: StatusLine, style: Style, now: () => number): RunProgress => {
  let progress: Omit<Progress, 'elapsedMs'> = NOTHING
  let firstMs: number | undefined
  const show = (): void =>
    status.show(() => progressText({ ...progress, elapsedMs: now() - (firstMs ?? now()) }, style))
  return {
    reading: (filesDone, files) => {
      progress = { ...NOTHING, files, filesDone }
      show()
    },
    starting: (files, tests) => {
      progress = { ...NOTHING, step: 'running', files, tests }
      firstMs = undefined
      show()
    },
    test: ({ outcome }) => {
      firstMs ??= now()
      const failed = ['failed', 'broken'].includes(totalOf(outcome)) ? 1 : 0
      progress = { ...progress, testsDone: progress.testsDone + 1, failed: progress.failed + failed }
    },
    file: () => {
      progress = { ...progress, filesDone: progress.filesDone + 1 }
    },
    end: () => status.end(),
  }
}

/** The progress of a run that is not to show it. */
export const NO_PROGRESS: RunProgress = {
  reading: () => {},
  starting: () => {},
  test: () => {},
  file: () => {},
  end: () => {},
}

const NOTHING = { step: 'reading', files: 0, filesDone: 0, tests: 0, testsDone: 0, failed: 0 } as const
