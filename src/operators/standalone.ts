import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Dialect } from '../transaction/dialect.ts'
import { DEFAULT_LIMITS } from '../transaction/limits.ts'
import type { LoadContext, Operator, Template, Test } from '../transaction/parts.ts'

/** An operator outside of a rule set. */
export type Standalone = {
  readonly dialect: Dialect
  /** What the argument's macros resolve to; the argument has none when this is absent. */
  readonly expanded?: ByteString
  /** Files that a rule may name; the rule itself stands in `/conf/rules.conf`. */
  readonly files?: Readonly<Record<string, ByteString>>
}

/** Binds an operator to an argument without a transaction, for tests and conformance runs. */
export const standalone = (
  operator: Operator,
  text: ByteString,
  { dialect, expanded, files = {} }: Standalone,
): ((value: ByteString) => ReturnType<Test>) => {
  const argument: Template = { text, hasMacros: expanded !== undefined, expand: () => expanded ?? text }
  const context: LoadContext = {
    dialect,
    limits: DEFAULT_LIMITS,
    file: '/conf/rules.conf',
    notice: () => {},
    readFile: path => {
      const found = files[path]
      if (found === undefined) throw new PartError('NO_FILE', `no file "${path}"`)
      return found
    },
  }
  const bound = operator(argument, context)
  // Operators only hand the transaction on, and `expand` above looks at none.
  const tx: Parameters<Test>[1] = JSON.parse('{}')
  return value => bound(value, tx)
}
