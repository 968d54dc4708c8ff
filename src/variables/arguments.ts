import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry, RequestArgument } from '../values.ts'
import { collection, countable, fromPhase } from './entries.ts'

const all = (tx: Transaction): readonly RequestArgument[] => [...tx.start.queryArguments, ...tx.body.result.args]
const values = (args: readonly RequestArgument[]): readonly Entry[] =>
  args.map(({ name, value }) => ({ key: name, value }))
const names = (args: readonly RequestArgument[]): readonly Entry[] =>
  args.map(({ name }) => ({ key: name, value: name }))
const from = (tx: Transaction, origin: RequestArgument['origin']): readonly RequestArgument[] =>
  all(tx).filter(argument => argument.origin === origin)

/** Query string arguments, then those of the body, duplicates kept. Those of JSON and XML are here and in no other. */
export const ARGS: Variable = collection('ARGS', tx => values(all(tx)))
export const ARGS_NAMES: Variable = collection('ARGS_NAMES', tx => names(all(tx)))
export const ARGS_GET: Variable = collection('ARGS_GET', tx => values(from(tx, 'QUERY_STRING')))
export const ARGS_GET_NAMES: Variable = collection('ARGS_GET_NAMES', tx => names(from(tx, 'QUERY_STRING')))
export const ARGS_POST: Variable = fromPhase(
  2,
  collection('ARGS_POST', tx => values(from(tx, 'BODY'))),
)
export const ARGS_POST_NAMES: Variable = fromPhase(
  2,
  collection('ARGS_POST_NAMES', tx => names(from(tx, 'BODY'))),
)

/** Bytes of all decoded names and values. */
export const ARGS_COMBINED_SIZE: Variable = countable(tx =>
  String(all(tx).reduce((sum, { name, value }) => sum + name.length + value.length, 0)),
)
