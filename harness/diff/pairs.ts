import { InputError } from '../../src/errors.ts'
import { BACKENDS, backendNamed } from '../backends/find-backend.ts'
import type { Forms } from './compare.ts'

/** Two backends to be compared. */
export type Pair = { readonly one: string; readonly other: string }

/**
 * The first backend beside each other one. A backend with variants is taken in the one that
 * has the engine of what it is compared with: the emulator speaks its dialect. Throws an
 * InputError for less than two.
 */
export const pairsOf = (backends: readonly string[]): readonly Pair[] => {
  const [first, ...others] = [...new Set(backends)]
  if (first === undefined || others.length === 0) {
    throw new InputError([
      { code: 'NOTHING_TO_COMPARE', message: 'two backends are needed, e.g. --backend emulator,apache' },
    ])
  }
  return others.map(other => ({ one: inEngineOf(first, other), other: inEngineOf(other, first) }))
}

const inEngineOf = (name: string, counterpart: string): string => {
  const engine = backendNamed(counterpart)?.engine
  const variant = BACKENDS.find(backend => backend.variantOf === name && backend.engine === engine)
  return variant === undefined || variant.name === counterpart ? name : variant.name
}

/** Whether the two log in the same form; a WAF of which only the user knows the engine is taken to log as the other does. */
export const formsOf = (pair: Pair): Forms => {
  const [one, other] = [backendNamed(pair.one)?.engine, backendNamed(pair.other)?.engine]
  return one === undefined || other === undefined || one === other ? 'like' : 'unlike'
}
