import type { ByteString } from '../bytes.ts'
import type { Rule } from '../transaction/rule.ts'

/** An element without an id, of a chain or a script, is named by its place (mod_security2 2.9.8 and newer). */
export const failedByPlace = (rule: Rule, at: number): ByteString => {
  const source = rule.elements[at]?.source
  return failed(rule, at, `${source?.file} (${source?.line})`)
}

/** What has no id has no name (2.9.7). */
export const failedById = (rule: Rule, at: number): ByteString => failed(rule, at, '')

const failed = ({ id, idText, msg }: Rule, at: number, place: ByteString): ByteString =>
  `Rule processing failed (id=${at === 0 && id !== undefined ? idText : place}, msg=${at === 0 ? (msg?.text ?? '') : ''}).`
