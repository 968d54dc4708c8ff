import type { RunReporter } from './reporter.ts'
import { failuresText, fileText, totalsText } from './summary.ts'

/** Each file as it ends, then all failures in full and the totals. */
export const wafrig: RunReporter = {
  name: 'wafrig',
  reader: 'people',
  writes: 'anywhere',
  shows: 'log lines',
  file: fileText,
  end: (reports, elapsedMs, style) => {
    const failures = failuresText(reports, style)
    return `${failures === '' ? '' : `\n${failures}\n`}\n${totalsText(reports, elapsedMs, style)}`
  },
}
