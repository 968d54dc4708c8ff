import { readable } from '../../run/evidence.ts'
import type { FuzzResult } from './run-fuzz.ts'

/** A run's result as text: a line of counts, then each kind of difference with its smallest request. */
export const fuzzText = (title: string, { sent, unequal, known, kinds }: FuzzResult): string => {
  const explained = Object.entries(known)
  const explainedCount = explained.reduce((sum, [, count]) => sum + count, 0)
  const reasons = explained.map(([name, count]) => `${name} ${count}`).join(', ')
  const counts = `${sent - unequal - explainedCount} equal, ${explainedCount} explained${reasons === '' ? '' : ` (${reasons})`}, ${unequal} unexplained`
  return [`${title}: ${sent} requests, ${counts}`, ...kinds.flatMap(kindLines)].join('\n')
}

const kindLines = ({ kind, count, first, request, differences }: FuzzResult['kinds'][number]): readonly string[] => [
  `  ${kind}: ${count} of them, first request ${first}`,
  `    ${readable(request)}`,
  ...differences.slice(0, 4).map(text => `    ${readable(text)}`),
]
