import type { ByteString } from '../bytes.ts'
import { retold } from '../errors.ts'
import { compileRegex } from './translate.ts'

/**
 * Says whether a rule's tag or message is the one that an exclusion means. `refusal` is what mod_security2 prints for
 * a bad pattern; it does not say what is wrong with it.
 */
export type TextMatcher = (pattern: ByteString, refusal: ByteString) => (text: ByteString) => boolean

/** A regex without flags finds something in the text. Throws a PartError for a bad pattern. */
export const matchedByRegex: TextMatcher = (pattern, refusal) => {
  const regex = compiled(pattern, refusal)
  return text => regex.test(text)
}

/** The text is the pattern. */
export const sameText: TextMatcher = pattern => text => text === pattern

const PLAIN = { dotAll: false, multiline: false, caseless: false, dollarEndOnly: false }

const compiled = (pattern: ByteString, refusal: ByteString): ReturnType<typeof compileRegex> =>
  retold(
    () => compileRegex(pattern, PLAIN),
    ({ engineText }) => ({ engineText: engineText && refusal, at: undefined }),
  )
