import { parseUrlEncoded } from '../http/urlencoded.ts'
import type { BodyProcessor } from '../transaction/parts.ts'

/** Arguments of a form; v2 drops those over the limit and says so in REQBODY_ERROR_MSG, v3 only drops them. */
export const urlencoded: BodyProcessor = (body, context) => {
  const { argumentSeparator: separator, argumentsLeft: limit, dialect } = context
  const { pairs, invalid, truncated } = parseUrlEncoded(body, { separator, limit })
  return {
    args: pairs.map(({ name, value }) => ({ name, value, origin: 'BODY' as const })),
    urlEncodedError: invalid,
    ...(truncated &&
      dialect.name === 'v2' && { error: { message: 'SecArgumentsLimit exceeded', found: 'streaming' as const } }),
  }
}
