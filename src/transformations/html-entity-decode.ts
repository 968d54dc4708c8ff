import { type ByteString, lowerCase } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { ifLengthDiffers } from './says-changed.ts'

/**
 * `&#ddd` and `&#xhh` to their low byte, and quot, amp, lt, gt, nbsp in any case; the semicolon is optional, a name
 * is the whole alphanumeric run, and other names stay. mod_security2's `html_entities_decode_inplace`.
 */
export const htmlEntityDecode: Transformation = {
  touches: /&/,
  apply: (value: ByteString): ByteString =>
    value.includes('&')
      ? value.replace(
          /&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+))|([0-9A-Za-z]+));?/g,
          (whole, hex: string | undefined, decimal: string | undefined, name = '') => {
            if (hex !== undefined) return lowByteOfLong(`0x${hex}`)
            if (decimal !== undefined) return lowByteOfLong(decimal)
            return NAMED.get(lowerCase(name)) ?? whole
          },
        )
      : value,
  saysChanged: ifLengthDiffers,
}

const NAMED: ReadonlyMap<string, ByteString> = new Map([
  ['quot', '"'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['nbsp', '\xa0'],
])

/** The low byte of what C's `strtol` reads: a number too large for a long becomes the largest long, so FF. */
const lowByteOfLong = (digits: string): ByteString => {
  const small = digits.length <= 12 ? Number(digits) : undefined
  const number = BigInt(small ?? digits)
  return String.fromCharCode(number > 0x7fff_ffff_ffff_ffffn ? 0xff : Number(number & 0xffn))
}
