import type { ByteString } from '../bytes.ts'
import { escapeLog } from '../log-escape.ts'
import type { Operator } from '../transaction/parts.ts'

/** The value occurs inside the argument, as a plain sub-string; an empty value does. */
export const within: Operator = argument => (value, tx) => {
  const list = argument.expand(tx)
  if (!list.includes(value)) return undefined
  const shown = value === '' ? '' : list
  return { reason: name => `String match within "${escapeLog(shown)}" at ${name}.` }
}

/** The argument occurs inside the value. */
export const contains: Operator = compared((value, part) => value.includes(part))

/** The argument occurs inside the value with no letter, digit or underscore next to it. */
export const containsWord: Operator = compared((value, word) => {
  if (word === '') return true
  for (let at = value.indexOf(word); at !== -1; at = value.indexOf(word, at + 1)) {
    if (!isWordAt(value, at - 1) && !isWordAt(value, at + word.length)) return true
  }
  return false
})

/** The value is the argument. */
export const streq: Operator = compared((value, whole) => value === whole)

/** The value begins with the argument. */
export const beginsWith: Operator = compared((value, start) => value.startsWith(start))

/** The value ends with the argument. */
export const endsWith: Operator = compared((value, end) => value.endsWith(end))

/** An operator that compares bytes with its expanded argument and reports a string match. */
function compared(accepts: (value: ByteString, argument: ByteString) => boolean): Operator {
  return argument => (value, tx) => {
    const wanted = argument.expand(tx)
    return accepts(value, wanted) ? { reason: name => `String match "${escapeLog(wanted)}" at ${name}.` } : undefined
  }
}

const isWordAt = (value: ByteString, at: number): boolean => /[0-9A-Za-z_]/.test(value.charAt(at))
