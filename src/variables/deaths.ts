import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { WorkerDeath } from '../transaction/worker-death.ts'

/** A variable of the response that the engine looks for where there is no response yet (mod_security2, seen on 2.9.7 and 2.9.13). */
export const diesBeforeResponse = (name: string, variable: Variable): Variable => ({
  ...variable,
  entries: tx => {
    if (tx.response === undefined) throw new WorkerDeath(`${name} is read before there is a response`)
    return variable.entries(tx)
  },
})

/** A variable that wants a selector and is read without one, by a macro or a script (mod_security2, seen on 2.9.7 and 2.9.13). */
export const diesWithoutSelector = (name: string, variable: Variable): Variable => ({
  ...variable,
  entries: () => {
    throw new WorkerDeath(`${name} is read without a selector`)
  },
})

/** RULE where no rule runs any more: in what a match is logged with (mod_security2 2.9.13). */
export const diesInLog = (variable: Variable): Variable => ({
  ...variable,
  select: (tx: Transaction, ...asked) => {
    if (tx.rule === undefined) throw new WorkerDeath('RULE is read in the msg, logdata or tag of a rule')
    return variable.select?.(tx, ...asked) ?? []
  },
})
