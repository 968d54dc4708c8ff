import { fromOctets, toOctets } from '../../src/bytes.ts'
import type { AnomalyScores, LogLine } from '../waf/waf.ts'

/** Id of the rule that tells the scores of a transaction in a line of the error log; the line is not shown to tests. */
export const SCORES_RULE_ID = 99_001

/** That rule. CRS 3 keeps the scores that count in other variables than CRS 4; what a version does not have is empty. */
export const SCORES_RULE =
  `SecAction "id:${SCORES_RULE_ID},phase:5,pass,t:none,log,noauditlog,msg:'wafrig scores',` +
  "logdata:'in4=%{tx.blocking_inbound_anomaly_score} in3=%{tx.anomaly_score} " +
  'out4=%{tx.blocking_outbound_anomaly_score} out3=%{tx.outbound_anomaly_score}\'"'

/**
 * The configuration for libmodsecurity, where `noauditlog` keeps a rule out of the error log too: the rule that tells
 * the scores goes without it.
 */
export const loggedScores = (files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [...files].map(([path, octets]) =>
      path.endsWith('/wafrig-afterwards.conf')
        ? [path, toOctets(fromOctets(octets).replace(/,log,noauditlog,(?=msg:'wafrig scores')/, ',log,'))]
        : [path, octets],
    ),
  )

/** The lines that a test may see, and the scores that the last line of a transaction tells. */
export const takeScores = (
  lines: readonly LogLine[],
): { readonly log: readonly LogLine[]; readonly scores: AnomalyScores } => {
  const told = lines.find(({ id }) => id === SCORES_RULE_ID)?.data ?? ''
  const value = (name: string): number | undefined => {
    const digits = new RegExp(`\\b${name}=(-?[0-9]+)`).exec(told)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  const inbound = value('in4') ?? value('in3')
  const outbound = value('out4') ?? value('out3')
  return {
    log: lines.filter(({ id }) => id !== SCORES_RULE_ID),
    scores: { ...(inbound === undefined ? {} : { inbound }), ...(outbound === undefined ? {} : { outbound }) },
  }
}
