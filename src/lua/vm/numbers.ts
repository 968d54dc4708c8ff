import type { ByteString } from '../../bytes.ts'
import { formatGeneral } from './printf.ts'
import type { LuaVersion } from './version.ts'

/** A number as `tostring` prints it: C's `%.14g`; Lua 5.3 adds `.0` to a float that looks like an integer. */
export const formatNumber = (value: number, version: LuaVersion, isInteger: boolean): ByteString => {
  if (Number.isInteger(value) && Math.abs(value) < 1e14 && !Object.is(value, -0)) {
    return version === '5.3' && !isInteger ? `${value}.0` : `${value}`
  }
  const text = formatGeneral(value, 14)
  return version === '5.3' && !isInteger && /^-?[0-9]+$/.test(text) ? `${text}.0` : text
}

/** The 32-bit integer that a numeral of Lua 5.3 means, if it means one: fengari's integers have 32 bits. */
export const integerNumeral = (text: ByteString): number | undefined => {
  const [, sign, digits] = /^[\t-\r ]*([-+]?)(0[xX][0-9a-fA-F]+|[0-9]+)[\t-\r ]*$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const value = sign === '-' ? -Number(digits) : Number(digits)
  return value === (value | 0) ? value | 0 : undefined
}

/**
 * A numeral's value as C's `strtod` reads it, which Lua 5.1 uses as it is (so `inf` and `nan` are numbers there);
 * undefined when the text is not wholly a numeral. White space around it is allowed.
 */
export const parseNumber = (text: ByteString, version: LuaVersion): number | undefined => {
  const numeral = /^[\t-\r ]*([^\t-\r ]+)[\t-\r ]*$/.exec(text)?.[1]
  if (numeral === undefined) return undefined
  if (/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(numeral)) return Number(numeral)
  const hex = /^([-+]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([-+]?[0-9]+))?$/.exec(numeral)
  if (hex !== null) {
    const [, sign, whole = '', fraction = '', exponent = '0'] = hex
    if (whole + fraction === '') return undefined
    const value = Number(`0x${whole + fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
    return sign === '-' ? -value : value
  }
  if (version === '5.3') return undefined
  const [, sign, name] = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(numeral) ?? []
  if (name === undefined) return undefined
  if (name.toLowerCase() === 'nan') return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
