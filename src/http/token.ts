import type { ByteString } from '../bytes.ts'

/** An HTTP token (RFC 9110 5.6.2), the whole text. */
export const isToken = (text: ByteString): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)

/** Without leading and trailing blanks and tabs, in linear time. */
export const trimBlanks = (text: ByteString): ByteString => {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t'
  let start = 0
  let end = text.length
  while (start < end && isBlank(start)) start++
  while (end > start && isBlank(end - 1)) end--
  return text.slice(start, end)
}
