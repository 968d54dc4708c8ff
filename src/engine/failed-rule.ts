import type { ByteString } from '../bytes.ts'
import type { Rule } from '../transaction/rule.ts'

/** A chain element is named by its place (mod_security2 2.9.8 and newer). */
export const failedByPlace = (rule: Rule, at: number): ByteString => {
  const source = rule.elements[at]?.source
  return failed(rule, at, `${source?.file} (${source?.line})`)
}

/** A chain element is named by its id, which it does not have (2.9.7). */
export const failedById = (rule: Rule, at: number): ByteString => failed(rule, at, '')

const failed = ({ idText, msg }: Rule, at: number, elementId: ByteString): ByteString =>
  `Rule processing failed (id=${at === 0 ? idText : elementId}, msg=${at === 0 ? (msg?.text ?? '') : ''}).`
