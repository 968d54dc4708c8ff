import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { DialectName } from '../transaction/parts.ts'
import { compileRegex } from './translate.ts'

/**
 * Says whether a rule's tag or message is the one that is meant: v2 asks a regex without flags, unanchored; v3 wants the
 * same text. `refusal` is what v2 prints for a bad pattern; it does not say what is wrong with it.
 */
export const textMatcher = (
  pattern: ByteString,
  dialect: DialectName,
  refusal: ByteString,
): ((text: ByteString) => boolean) => {
  if (dialect === 'v3') return text => text === pattern
  const regex = compiled(pattern, refusal)
  return text => regex.test(text)
}

const PLAIN = { dotAll: false, multiline: false, caseless: false, dollarEndOnly: false }

const compiled = (pattern: ByteString, refusal: ByteString): ReturnType<typeof compileRegex> => {
  try {
    return compileRegex(pattern, PLAIN)
  } catch (error) {
    if (!(error instanceof PartError)) throw error
    throw new PartError(error.code, error.message, error.engineText && refusal)
  }
}
