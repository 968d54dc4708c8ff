import { atoi, type ByteString } from '../bytes.ts'
import type { DialectName, Operator } from '../transaction/parts.ts'

/** The value's integer equals the argument's. */
export const eq: Operator = compared('EQ', (value, wanted) => value === wanted)

/** The value's integer is at least the argument's. */
export const ge: Operator = compared('GE', (value, wanted) => value >= wanted)

/** The value's integer is greater than the argument's. */
export const gt: Operator = compared('GT', (value, wanted) => value > wanted)

/** The value's integer is at most the argument's. */
export const le: Operator = compared('LE', (value, wanted) => value <= wanted)

/** The value's integer is less than the argument's. */
export const lt: Operator = compared('LT', (value, wanted) => value < wanted)

/** The phrase names the argument's number, not the value's: that is what mod_security2 prints. */
function compared(shown: string, accepts: (value: number, wanted: number) => boolean): Operator {
  return (argument, { dialect }) => {
    const fixed = argument.hasMacros ? undefined : integer(argument.text, dialect.name)
    return (value, tx) => {
      const wanted = fixed ?? integer(argument.expand(tx), dialect.name)
      if (!accepts(integer(value, dialect.name), wanted)) return undefined
      return { reason: name => `Operator ${shown} matched ${wanted} at ${name}.` }
    }
  }
}

/** The integer a text starts with, else 0. v2 uses `atoi`, v3 `std::stoi` with 0 for what leaves 32 bits. */
const integer = (text: ByteString, dialect: DialectName): number => {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  if (dialect === 'v2') return atoi(text)
  const number = Number(/^[\t-\r ]*([+-]?[0-9]+)/.exec(text)?.[1] ?? 0)
  return number === Math.trunc(number) && number >= -(2 ** 31) && number < 2 ** 31 ? number : 0
}
