import { trimStart } from '../bytes.ts'
import type { Action } from '../parts.ts'
import { setVariable } from './set-variable.ts'

/** `collection.key=value`, `=+n`, `=-n`, `!collection.key`; without `=` the value is 1. */
export const setvar: Action = {
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load: ({ text }, _draft, { template }) => {
    const equals = text.indexOf('=')
    const name = template(equals === -1 ? text : text.slice(0, equals))
    const value = template(equals === -1 ? '1' : trimStart(text.slice(equals + 1)))
    const relative = /^[+-]/.test(value.text)
    return tx => setVariable(tx, name.expand(tx), { value: value.expand(tx), relative })
  },
}
