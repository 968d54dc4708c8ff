import { atoi, type ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'

/** Ranges of rule ids, first and last included. */
export type IdRanges = readonly (readonly [first: number, last: number])[]

/**
 * `1`, `1-5`, several of them separated by commas; a word that is no number is id 0 (mod_security2 2.9.7, re.c,
 * `rule_id_in_range`).
 */
export const idRanges = (text: ByteString): IdRanges =>
  text
    .split(',')
    .filter(word => word !== '')
    .map(word => {
      const dash = word.indexOf('-')
      return [atoi(word), dash === -1 ? atoi(word) : atoi(word.slice(dash + 1))] as const
    })

/** The same of a text that is nothing but ids and ranges. Throws a PartError with libmodsecurity's words. */
export const checkedIdRanges = (text: ByteString): IdRanges => {
  if (/^[0-9][0-9,\t-\r -]*$/.test(text)) return idRanges(text)
  throw new PartError(
    'NOT_AN_ID',
    `"${text}" is not a rule id or a range of ids`,
    `SecRuleRemoveById: failed to load:${text}. Not a number or range: ${text}`,
  )
}
