import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { DialectName, LoadContext, Operator, Template, Test } from '../transaction/parts.ts'

/** An operator outside of a rule set. */
export type Standalone = {
  readonly dialect?: DialectName
  readonly patternsWithMacros?: LoadContext['patternsWithMacros']
  /** What the argument's macros resolve to; the argument has none when this is absent. */
  readonly expanded?: ByteString
  /** Files that a rule may name; the rule itself stands in `/conf/rules.conf`. */
  readonly files?: Readonly<Record<string, ByteString>>
}

/** Binds an operator to an argument without a transaction, for tests and conformance runs. */
export const standalone = (
  operator: Operator,
  text: ByteString,
  { dialect = 'v2', patternsWithMacros, expanded, files = {} }: Standalone = {},
): ((value: ByteString) => ReturnType<Test>) => {
  const argument: Template = { text, hasMacros: expanded !== undefined, expand: () => expanded ?? text }
  const context: LoadContext = {
    dialect,
    patternsWithMacros,
    file: '/conf/rules.conf',
    readFile: path => {
      const found = files[path]
      if (found === undefined) throw new PartError('MISSING_FILE', `no file "${path}"`)
      return found
    },
  }
  const bound = operator(argument, context)
  return value => bound(value, NO_TRANSACTION)
}

/** Operators only hand the transaction on or look at its dialect, and `expand` above looks at none. */
const NO_TRANSACTION: Parameters<Test>[1] = JSON.parse('{"dialect":{}}')
