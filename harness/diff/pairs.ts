import { InputError } from '../../src/errors.ts'
import type { Forms } from './compare.ts'

/** Two backends to be compared. */
export type Pair = { readonly one: string; readonly other: string }

/** Backends that speak libmodsecurity's dialect. */
const V3 = new Set(['emulator-v3', 'nginx', 'libmodsecurity'])
/** A WAF of unknown kind: its log says of which. */
const UNKNOWN = new Set(['remote'])

/**
 * The first backend beside each other one. The emulator takes the dialect of what it is compared with. Throws an
 * InputError for less than two.
 */
export const pairsOf = (backends: readonly string[]): readonly Pair[] => {
  const [first, ...others] = [...new Set(backends)]
  if (first === undefined || others.length === 0) {
    throw new InputError([
      { code: 'NOTHING_TO_COMPARE', message: 'two backends are needed, e.g. --backend emulator,apache' },
    ])
  }
  return others.map(other => ({ one: inDialectOf(first, other), other: inDialectOf(other, first) }))
}

const inDialectOf = (backend: string, counterpart: string): string =>
  backend === 'emulator' && V3.has(counterpart) && counterpart !== 'emulator-v3' ? 'emulator-v3' : backend

/** Whether the two log in the same form; a remote WAF is taken to log as its counterpart does. */
export const formsOf = ({ one, other }: Pair): Forms =>
  UNKNOWN.has(one) || UNKNOWN.has(other) || V3.has(one) === V3.has(other) ? 'like' : 'unlike'
