import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { of3_0_14 } from './bodies.ts'
import { v3 } from './v3.ts'

/** libmodsecurity 3.0.14. */
export const v3_0_14: ReadableDialect = {
  ...v3,
  build: '030014100',
  operators: { ...v3.operators, libinjection: '3.9.2' },
  bodies: { ...v3.bodies, processors: new Map(Object.entries(of3_0_14)) },
}
