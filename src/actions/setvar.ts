import { trimStart } from '../bytes.ts'
import type { Action } from '../transaction/parts.ts'
import { assignment } from './assignment.ts'
import { setVariable } from './set-variable.ts'

/** `collection.key=value`, `=+n`, `=-n`, `!collection.key`; without `=` the value is 1. */
export const setvar: Action = {
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  setsVariable: true,
  load: ({ text }, _draft, { template }) => {
    const given = assignment(text)
    const name = template(given.name)
    const value = template(trimStart(given.value))
    const relative = /^[+-]/.test(value.text)
    return tx => setVariable(tx, name.expand(tx), { value: value.expand(tx), relative })
  },
}
