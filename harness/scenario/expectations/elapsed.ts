import { z } from 'zod'
import { amountShortfall } from './amount.ts'
import { expectation } from './expectation.ts'

/** `elapsed`: how long the exchange took, in ms. */
export const elapsed = expectation({
  key: 'elapsed',
  schema: z
    .strictObject({
      at_least_ms: z.number().optional().describe('That or more, in ms.'),
      at_most_ms: z.number().optional().describe('That or less, in ms.'),
    })
    .describe('How long the exchange took.'),
  about: 'response',
  check: (output, { elapsedMs }) => {
    if (output.elapsed === undefined) return []
    const { at_least_ms: at_least, at_most_ms: at_most } = output.elapsed
    return amountShortfall('elapsed', { at_least, at_most }, Math.round(elapsedMs))
  },
})
