import type { ByteString } from '../bytes.ts'
import { ifRefused } from '../errors.ts'
import { shownParameter } from '../log-escape.ts'
import { compileRegex, type Regex } from '../regex/translate.ts'
import type { Hit, LoadContext, Operator, OperatorLimit, Template, Test } from '../transaction/parts.ts'
import { bounded } from './bounded-cache.ts'
import { reported } from './rx-captures.ts'

/** The matcher has given up. */
const LIMIT: OperatorLimit = { limit: 'regexSteps' }

/** Patterns kept per rule whose pattern holds macros. */
const PATTERNS_KEPT = 32

/** The pattern matches the value; captures its groups. */
export const rx: Operator = (argument, context) =>
  withPattern(argument, context, (regex, pattern) => value => {
    const match = regex.exec(value)
    if (match === 'limit') return LIMIT
    return match && hit(pattern, context.dialect.operators.rxCaptures(match.groups))
  })

/** As rx, and captures the groups of every match, one after the other. */
export const rxGlobal: Operator = (argument, context) =>
  withPattern(argument, context, (regex, pattern) => value => {
    const matches = regex.matches(value)
    if (matches === 'limit') return LIMIT
    const captures = matches.flatMap(match => reported(match.groups))
    return captures.length === 0 ? undefined : hit(pattern, captures)
  })

/**
 * The test of a fixed pattern, or of one that is compiled per value after its macros; one that does not compile then
 * matches nothing.
 */
const withPattern = (
  argument: Template,
  { dialect, limits }: LoadContext,
  test: (regex: Regex, pattern: ByteString) => Test,
): Test => {
  const { patterns, expandedPattern = (text: ByteString) => text } = dialect.operators
  const load = (pattern: ByteString): Test => test(compileRegex(pattern, patterns, limits.regexSteps), pattern)
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
