import { amountShortfall, type Expectation } from './expectation.ts'

/** `elapsed`: how long the exchange took, in ms. */
export const elapsed: Expectation = (output, { elapsedMs }) => {
  if (output.elapsed === undefined) return []
  const { at_least_ms: at_least, at_most_ms: at_most } = output.elapsed
  return amountShortfall('elapsed', { at_least, at_most }, Math.round(elapsedMs))
}
