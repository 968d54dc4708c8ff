import type { Exchange } from '../backends/waf.ts'
import type { Output } from '../scenario/output-schema.ts'
import type { Shortfall } from './expectations/expectation.ts'

/** Expectations that cannot be judged since the WAF does not show what they are about. */
export type Unjudged = { readonly keys: readonly string[]; readonly reason: string }

type Unknown = keyof NonNullable<Exchange['unknown']>

/** What each expectation is about; those that are not here are about the response, which is always seen. */
const ABOUT: readonly (readonly [RegExp, Unknown])[] = [
  [/^(?:log|no_alerts|isolated)\b/, 'log'],
  [/^scored\b/, 'scored'],
  [/^anomaly_score\b/, 'scores'],
]

const about = (key: string): Unknown | undefined => ABOUT.find(([pattern]) => pattern.test(key))?.[1]

/** Which keys of `output` cannot be judged on what an exchange shows, and why. */
export const unjudged = (output: Output, { unknown = {} }: Exchange): readonly Unjudged[] => {
  const asked = Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key]) => (key === 'log' ? Object.keys(output.log ?? {}).map(part => `log.${part}`) : [key]))
  return (['log', 'scored', 'scores'] as const).flatMap(kind => {
    const reason = unknown[kind]
    const keys = asked.filter(key => about(key) === kind)
    return reason === undefined || keys.length === 0 ? [] : [{ keys, reason }]
  })
}

/** True for a shortfall that says nothing, since what it is about is not seen. */
export const isUnseen = ({ key }: Shortfall, { unknown = {} }: Exchange): boolean => {
  const kind = about(key)
  return kind !== undefined && unknown[kind] !== undefined
}
