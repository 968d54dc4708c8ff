import { shortfallLines } from './failure.ts'
import type { CellReport } from './report.ts'
import type { RunReporter } from './reporter.ts'
import { PLAIN } from './style.ts'

/**
 * An annotation for each test that failed, as GitHub Actions reads it from what a step prints (workflow commands, `::error`). Files are
 * named as the reports name them: GitHub takes them from the repository's root, or by their whole path.
 */
export const githubActions: RunReporter = {
  name: 'github-actions',
  reader: 'people',
  writes: 'anywhere',
  shows: 'outcomes',
  end: reports => reports.flatMap(annotation).join('\n'),
}

const annotation = ({ file, line, title, outcome, repeat }: CellReport): readonly string[] => {
  const text = (at: number, lines: readonly string[]): readonly string[] => [
    `::error file=${property(file)},line=${at},title=wafrig::${message([title, ...lines, `repeat: ${repeat}`].join('\n'))}`,
  ]
  switch (outcome.outcome) {
    case 'failed': {
      const { failure } = outcome
      return text(failure.line, [
        `stage ${failure.stage}: ${failure.request}`,
        ...failure.shortfalls.flatMap(found => shortfallLines(found, PLAIN)),
      ])
    }
    case 'unexpectedly passed':
      return text(line, [`passes, but is expected to fail: ${outcome.reason}`])
    case 'broken':
      return text(line, [outcome.message])
    default:
      return []
  }
}

const message = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')

const property = (text: string): string => message(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
