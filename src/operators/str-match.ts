import { PartError } from '../errors.ts'
import { escapeLog } from '../log-escape.ts'
import type { Operator, Template } from '../transaction/parts.ts'
import { contentInPlace } from './phrase-list.ts'

/** The argument occurs in the value, bytes as they are; it is read in pm's notation, and macros in it are none. */
export const strmatch: Operator = argument => {
  const content = contentInPlace(argument.text)
  if ('refusal' in content) {
    throw new PartError('BAD_PHRASE', `strmatch cannot read its argument: ${content.refusal}`, content.refusal)
  }
  return value => (value.includes(content.text) ? { reason: reasonOf(argument) } : undefined)
}

/** The same of libmodsecurity: the argument stands for itself, its macros expanded. */
export const containsText: Operator = argument => (value, tx) =>
  value.includes(argument.expand(tx)) ? { reason: reasonOf(argument) } : undefined

const reasonOf =
  ({ text }: Template) =>
  (name: string): string =>
    `Pattern match "${escapeLog(text)}" at ${name}.`
