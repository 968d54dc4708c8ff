import { parseUrlEncoded } from '../http/urlencoded.ts'
import type { BodyProcessor } from '../transaction/parts.ts'

/** Arguments of a form, as many as there may be. */
export const urlencoded: BodyProcessor = (body, context) => {
  const { argumentSeparator: separator, argumentsLeft: limit, tooManyArguments } = context
  const { pairs, invalid, truncated } = parseUrlEncoded(body, { separator, limit })
  return {
    args: pairs.map(({ name, value }) => ({ name, value, origin: 'BODY' as const })),
    urlEncodedError: invalid,
    ...(truncated &&
      tooManyArguments === 'reported' && {
        error: { message: 'SecArgumentsLimit exceeded', found: 'streaming' as const },
      }),
  }
}
