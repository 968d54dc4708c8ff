import type { ByteString } from '../bytes.ts'
import type { Operator } from '../transaction/parts.ts'

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
    const integer = (text: ByteString): number =>
      /^[0-9]{1,9}$/.test(text) ? Number(text) : dialect.operators.integer(text)
    const fixed = argument.hasMacros ? undefined : integer(argument.text)
    return (value, tx) => {
      const wanted = fixed ?? integer(argument.expand(tx))
      if (!accepts(integer(value), wanted)) return undefined
      return { reason: name => `Operator ${shown} matched ${wanted} at ${name}.` }
    }
  }
}
