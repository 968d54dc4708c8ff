import type { Operator } from '../transaction/parts.ts'

/** The value holds a `%` that two hex digits do not follow. The first such decides the phrase. */
export const validateUrlEncoding: Operator = () => value => {
  const at = value.search(/%(?![0-9a-fA-F]{2})/)
  if (at === -1) return undefined
  const defect = at + 2 >= value.length ? 'Not enough characters at the end of input' : 'Non-hexadecimal digits used'
  return { reason: name => `Invalid URL Encoding: ${defect} at ${name}.` }
}
