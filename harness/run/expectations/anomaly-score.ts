import { amountShortfall, type Expectation } from './expectation.ts'

/** `anomaly_score`: the rule set's final scores. */
export const anomaly_score: Expectation = (output, { scores }) => [
  ...amountShortfall('anomaly_score.inbound', output.anomaly_score?.inbound, scores.inbound),
  ...amountShortfall('anomaly_score.outbound', output.anomaly_score?.outbound, scores.outbound),
]
