import type { ByteString } from '../bytes.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry } from '../values.ts'

/** A variable with one value, or none when the function gives undefined. */
export const scalar = (value: (tx: Transaction) => ByteString | undefined): Variable => ({
  selector: 'none',
  kind: 'scalar',
  entries: tx => single(value(tx)),
})

/** A variable with one value that stays until the transaction forgets. */
export const steady = (value: (tx: Transaction) => ByteString | undefined): Variable => ({
  ...scalar(value),
  version: news,
})

/** A single value that may be counted with `&`. */
export const countable = (value: (tx: Transaction) => ByteString | undefined): Variable => ({
  selector: 'none',
  kind: 'collection',
  entries: tx => single(value(tx)),
})

/** A collection whose entries are computed once until the transaction forgets them. */
export const collection = (name: string, compute: (tx: Transaction) => readonly Entry[]): Variable => ({
  selector: 'optional',
  kind: 'collection',
  version: news,
  entries: tx => tx.remember(name, () => compute(tx)),
})

/** A variable that has nothing before a phase. */
export const fromPhase = (phase: number, variable: Variable): Variable => ({ ...variable, fromPhase: phase })

/** A variable that has nothing here, and why. */
export const absent = (absentBecause: string, variable: Variable): Variable => ({ ...variable, absentBecause })

/** `0` or `1`. */
export const flag = (value: (tx: Transaction) => boolean): Variable => scalar(tx => (value(tx) ? '1' : '0'))

const news = (tx: Transaction): number => tx.news
const NONE: readonly Entry[] = []
const single = (value: ByteString | undefined): readonly Entry[] =>
  value === undefined ? NONE : [{ key: undefined, value }]
