import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import { escapeLogRegex, shownParameter } from '../log-escape.ts'
import { compileRegex, type Regex } from '../regex/translate.ts'
import type { Hit, LoadContext, Operator, Template, Test } from '../transaction/parts.ts'
import { bounded } from './bounded-cache.ts'

/** How a dialect compiles a pattern: bytes, case-sensitive, `.` takes a line feed; v3 is multi-line too. */
const OPTIONS = {
  v2: { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true },
  v3: { dotAll: true, multiline: true, caseless: false, dollarEndOnly: false },
} as const

/** Most groups, the whole match included, that v2 captures; with more it captures nothing (msc_pcre.c). */
const V2_CAPTURES = 15

/** Patterns kept per rule whose pattern holds macros. */
const PATTERNS_KEPT = 32

/** The pattern matches the value; captures its groups. */
export const rx: Operator = (argument, { dialect }) =>
  withPattern(argument, { dialect }, (regex, pattern) => {
    const captured = dialect.name === 'v2' ? v2Captures : v3Captures
    return value => {
      const match = regex.exec(value)
      return match && hit(pattern, captured(match.groups))
    }
  })

/** As rx, and captures the groups of every match, one after the other. libmodsecurity only. */
export const rxGlobal: Operator = (argument, { dialect }) => {
  if (dialect.name === 'v2') {
    throw new PartError(
      'UNKNOWN_OPERATOR',
      'mod_security2 has no rxGlobal; use rx',
      'Failed to resolve operator: rxGlobal',
    )
  }
  return withPattern(argument, { dialect }, (regex, pattern) => value => {
    const captures = [...regex.matches(value)].flatMap(match => reported(match.groups))
    return captures.length === 0 ? undefined : hit(pattern, captures)
  })
}

/**
 * The test of a fixed pattern, or of one that is compiled per value after its macros. mod_security2 up to 2.9.7
 * escapes the whole pattern then, its own operators included; one that does not compile matches nothing.
 */
const withPattern = (
  argument: Template,
  { dialect }: Pick<LoadContext, 'dialect'>,
  test: (regex: Regex, pattern: ByteString) => Test,
): Test => {
  const load = (pattern: ByteString): Test => test(compileRegex(pattern, OPTIONS[dialect.name]), pattern)
  if (!argument.hasMacros) return load(argument.text)
  const loaded = bounded(PATTERNS_KEPT, (pattern: ByteString): Test => {
    try {
      return load(pattern)
    } catch (error) {
      if (error instanceof PartError) return () => undefined
      throw error
    }
  })
  return (value, tx) => {
    const expanded = argument.expand(tx)
    return loaded(dialect.operators.patternsWithMacros === 'escaped' ? escapeLogRegex(expanded) : expanded)(value, tx)
  }
}

const hit = (pattern: ByteString, captures: readonly ByteString[] | undefined): Hit => ({
  reason: name => `Pattern match "${shownParameter(pattern)}" at ${name}.`,
  ...(captures && { captures }),
})

type Groups = readonly (ByteString | undefined)[]

/** Groups up to the last that took part; PCRE reports no further. */
const reported = (groups: Groups): readonly ByteString[] =>
  groups.slice(0, groups.findLastIndex(group => group !== undefined) + 1).map(group => group ?? '')

const v2Captures = (groups: Groups): readonly ByteString[] | undefined => {
  const captures = reported(groups)
  return captures.length > V2_CAPTURES ? undefined : captures
}

const v3Captures = (groups: Groups): readonly ByteString[] => reported(groups).slice(0, 10)
