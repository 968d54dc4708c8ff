import type { Registry } from '../registry.ts'
import type { Dialect, Reader } from '../transaction/dialect.ts'
import type { Directive } from './directive.ts'

/** A dialect with the directives that make a rule set of it. */
export type ReadableDialect = Dialect & {
  readonly reader: Reader & { readonly directives: Registry<Directive> }
}
