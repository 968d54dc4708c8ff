import { atoi, type ByteString } from '../bytes.ts'

/**
 * `1`, `1-5`, several of them separated by commas; a word that is no number is id 0 (mod_security2 2.9.7, re.c,
 * `rule_id_in_range`).
 */
export const idRanges = (text: ByteString): readonly (readonly [first: number, last: number])[] =>
  text
    .split(',')
    .filter(word => word !== '')
    .map(word => {
      const dash = word.indexOf('-')
      return [atoi(word), dash === -1 ? atoi(word) : atoi(word.slice(dash + 1))] as const
    })
