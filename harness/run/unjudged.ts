import { givenIn, type Output } from '../scenario/output-schema.ts'
import type { Exchange } from '../waf/waf.ts'

/** Expectations that cannot be judged since the WAF does not show what they are about. */
export type Unjudged = { readonly keys: readonly string[]; readonly reason: string }

/** Which keys of `output` cannot be judged on what an exchange shows, and why. */
export const unjudged = (output: Output, { unknown = {} }: Exchange): readonly Unjudged[] =>
  (['log', 'scored', 'scores'] as const).flatMap(kind => {
    const reason = unknown[kind]
    const keys = givenIn(output).filter(({ about }) => about === kind)
    return reason === undefined || keys.length === 0 ? [] : [{ keys: keys.map(({ key }) => key), reason }]
  })
