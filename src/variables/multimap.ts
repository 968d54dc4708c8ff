import { equalsIgnoringCase } from '../bytes.ts'
import type { Variable } from '../transaction/parts.ts'
import { multimapOrder } from './multimap-order.ts'

/**
 * A collection as libmodsecurity keeps it: all entries in the order of its hash table, those of one name with the newest
 * first (src/anchored_set_variable.cc, `resolve`, 3.0.13).
 */
export const inMultimap = (variable: Variable): Variable => ({
  ...variable,
  entries: tx => multimapOrder(variable.entries(tx)),
  select: (tx, key) =>
    variable
      .entries(tx)
      .filter(entry => equalsIgnoringCase(entry.key ?? '', key))
      .reverse(),
})

/** The same for collections by name, whose order is computed once until the transaction forgets it. */
export const allInMultimaps = (collections: Readonly<Record<string, Variable>>): Readonly<Record<string, Variable>> =>
  Object.fromEntries(
    Object.entries(collections).map(([name, variable]) => {
      const kept = inMultimap(variable)
      return [name, { ...kept, entries: tx => tx.remember(`${name} in a multimap`, () => kept.entries(tx)) }]
    }),
  )
