import { z } from 'zod'
import { amountSchema, amountShortfall } from './amount.ts'
import { expectation } from './expectation.ts'

/** `anomaly_score`: the rule set's final scores. */
export const anomaly_score = expectation({
  key: 'anomaly_score',
  schema: z
    .strictObject({
      inbound: amountSchema.optional().describe('Of the request.'),
      outbound: amountSchema.optional().describe('Of the response.'),
    })
    .describe('The anomaly scores as the rule set has them in phase 5.'),
  about: 'scores',
  check: ({ anomaly_score }, { scores }) => [
    ...amountShortfall('anomaly_score.inbound', anomaly_score?.inbound, scores.inbound),
    ...amountShortfall('anomaly_score.outbound', anomaly_score?.outbound, scores.outbound),
  ],
})
