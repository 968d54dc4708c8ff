import { type ByteString, hexPair } from '../bytes.ts'
import type { Transformation } from '../values.ts'

/** Space to `+`; `*`, digits and letters stay; every other byte becomes `%hh` in lower case. */
export const urlEncode: Transformation = {
  apply: (value: ByteString): ByteString =>
    /[^0-9A-Za-z*]/.test(value)
      ? value.replace(/[^0-9A-Za-z*]/g, char => (char === ' ' ? '+' : `%${hexPair(char.charCodeAt(0))}`))
      : value,
}
