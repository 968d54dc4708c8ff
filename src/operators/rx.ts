import type { ByteString } from '../bytes.ts'
import { ifRefused } from '../errors.ts'
import { shownParameter } from '../log-escape.ts'
import { compileRegex, type Regex } from '../regex/translate.ts'
import type { Operators } from '../transaction/dialect.ts'
import type { Hit, Operator, Template, Test } from '../transaction/parts.ts'
import { bounded } from './bounded-cache.ts'
import { reported } from './rx-captures.ts'

/** Patterns kept per rule whose pattern holds macros. */
const PATTERNS_KEPT = 32

/** The pattern matches the value; captures its groups. */
export const rx: Operator = (argument, { dialect: { operators } }) =>
  withPattern(argument, operators, (regex, pattern) => value => {
    const match = regex.exec(value)
    return match && hit(pattern, operators.rxCaptures(match.groups))
  })

/** As rx, and captures the groups of every match, one after the other. */
export const rxGlobal: Operator = (argument, { dialect: { operators } }) =>
  withPattern(argument, operators, (regex, pattern) => value => {
    const captures = [...regex.matches(value)].flatMap(match => reported(match.groups))
    return captures.length === 0 ? undefined : hit(pattern, captures)
  })

/**
 * The test of a fixed pattern, or of one that is compiled per value after its macros; one that does not compile then
 * matches nothing.
 */
const withPattern = (
  argument: Template,
  { patterns, expandedPattern = pattern => pattern }: Operators,
  test: (regex: Regex, pattern: ByteString) => Test,
): Test => {
  const load = (pattern: ByteString): Test => test(compileRegex(pattern, patterns), pattern)
  if (!argument.hasMacros) return load(argument.text)
  const loaded = bounded(
    PATTERNS_KEPT,
    (pattern: ByteString): Test =>
      ifRefused(
        () => load(pattern),
        () => () => undefined,
      ),
  )
  return (value, tx) => loaded(expandedPattern(argument.expand(tx)))(value, tx)
}

const hit = (pattern: ByteString, captures: readonly ByteString[] | undefined): Hit => ({
  reason: name => `Pattern match "${shownParameter(pattern)}" at ${name}.`,
  ...(captures && { captures }),
})
