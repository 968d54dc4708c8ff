import type { ByteString } from '../bytes.ts'

/**
 * The octets that transformations change, as sets numbered by bits, so that one look at a value says for all chains which of
 * them have anything to do with it: three of four values come out of their chain as they went in.
 */
export type OctetClasses = {
  /** The bit of those octets that a pattern of one octet matches; all bits where there are too many patterns, or none given. */
  readonly bitOf: (pattern: RegExp | undefined) => number
  /** The bits of all sets that have an octet of the value. */
  readonly of: (value: ByteString) => number
}

/** No sets yet: `bitOf` makes them, one for each pattern. */
export const octetClasses = (): OctetClasses => {
  const bits = new Map<string, number>()
  const table = new Int32Array(256)
  return {
    bitOf: pattern => {
      if (pattern === undefined) return ANY
      const known = bits.get(pattern.source)
      if (known !== undefined) return known
      const bit = bits.size < MOST ? 1 << bits.size : ANY
      bits.set(pattern.source, bit)
      for (let octet = 0; octet < 256; octet++) {
        if (pattern.test(String.fromCharCode(octet))) table[octet] = (table[octet] ?? 0) | bit
      }
      return bit
    },
    of: value => {
      let found = ALWAYS
      for (let at = 0; at < value.length; at++) found |= table[value.charCodeAt(at)] ?? 0
      return found
    },
  }
}

/** How many sets have a bit of their own; the last bit is every value's. */
const MOST = 31
const ALWAYS = 1 << MOST
const ANY = -1
