import { lowerCase } from '../bytes.ts'
import type { Action } from '../transaction/parts.ts'
import { assignment } from './assignment.ts'

/** `name=value`, or `!name` to unset; read back through ENV. */
export const setenv: Action = {
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load: ({ text }, _draft, { template }) => {
    const given = assignment(text)
    const name = template(given.name)
    const value = template(given.value)
    return tx => {
      const expanded = name.expand(tx)
      if (expanded.startsWith('!')) tx.environment.delete(lowerCase(expanded.slice(1)))
      else tx.environment.set(lowerCase(expanded), value.expand(tx))
    }
  },
}

/** A Lua script runs for its effects; what it returns is ignored. Other programs are not run by the emulator. */
export const exec: Action = {
  group: 'none',
  cardinality: 'many',
  parameter: 'required',
  load: ({ text }, _draft, { script, notice }) => {
    if (text.endsWith('.lua')) return script(text)
    notice('EXEC_NOT_RUN', `exec:${text} is not run: the emulator runs Lua scripts only`)
    return undefined
  },
}
