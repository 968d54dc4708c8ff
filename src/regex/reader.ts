import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Node } from './tree.ts'

/** The settings that `(?imsxnUJ)` changes, as they are at the place being read. */
export type Flags = {
  readonly caseless: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly extended: boolean
  /** `(?xx)`: blanks in classes are ignored too. */
  readonly extendedMore: boolean
  readonly noAutoCapture: boolean
  readonly ungreedy: boolean
  readonly duplicateNames: boolean
}

/** A place in a pattern being read, and what has been learnt so far. */
export type PatternReader = {
  readonly pattern: ByteString
  readonly dollarEndOnly: boolean
  at: number
  flags: Flags
  /** What `\R` matches. */
  newlines: 'unicode' | 'CR and LF'
  /** Between `\Q` and `\E`. */
  quoting: boolean
  /** Group number of the last `(` so far. */
  lastGroup: number
  groupCount: number
  readonly names: Map<string, number[]>
  readonly groups: Map<number, Node>
  /** Checks and resolutions that must wait for the end, when every group is known. */
  readonly atEnd: (() => void)[]
}

/** How a choice numbers the groups of its alternatives: `reset` is `(?|`. */
export type Numbering = 'onward' | 'reset'

/** PCRE2 would refuse the pattern. `text` is its reason, `at` its offset. */
export const invalid = (text: string, advice: string, at: number): PartError =>
  new PartError('BAD_REGEX', `the pattern is not valid at offset ${at}, ${text}; ${advice}`, wordsOfPcre2(text, at), at)

/** PCRE2's words, where it was seen at which offset it says them (10.46). */
const wordsOfPcre2 = (text: string, at: number): string | undefined => {
  const behind = SEEN_BEHIND.get(text)
  return behind === undefined ? undefined : `Error compiling pattern (offset ${at + behind}): ${text}`
}

/** How many octets behind the place that we mark PCRE2 counts, by its reason. */
const SEEN_BEHIND: ReadonlyMap<string, number> = new Map([
  ['\\ at end of pattern', 0],
  ['\\c at end of pattern', 0],
  ['\\k is not followed by a braced, angle-bracketed, or quoted name', 0],
  ['escape sequence is invalid in character class', 1],
  ['malformed \\P or \\p sequence', 0],
  ['unknown property after \\P or \\p', 0],
  ['invalid range in character class', 0],
  ['missing ) after (?# comment', 0],
  ['missing closing parenthesis', 0],
  ['missing terminating ] for character class', 0],
  ['non-hex character in \\x{} (closing brace missing?)', 1],
  ['non-octal character in \\o{} (closing brace missing?)', 1],
  ['number too big in {} quantifier', 0],
  ['numbers out of order in {} quantifier', 0],
  ['quantifier does not follow a repeatable item', 1],
  ['range out of order in character class', 1],
  ['two named subpatterns have the same name (PCRE2_DUPNAMES not set)', 0],
  ['unmatched closing parenthesis', 1],
])

/** PCRE2 would take the pattern, this program cannot. */
export const unsupported = (construct: string, advice: string, at: number): PartError =>
  new PartError(
    'UNSUPPORTED_REGEX',
    `the pattern uses ${construct} at offset ${at}, which is not emulated; ${advice}`,
    undefined,
    at,
  )

/** True if the pattern goes on with this text. */
export const ahead = (reader: PatternReader, text: string): boolean => reader.pattern.startsWith(text, reader.at)

/** Steps over the text if the pattern goes on with it. */
export const take = (reader: PatternReader, text: string): boolean => {
  if (!ahead(reader, text)) return false
  reader.at += text.length
  return true
}

/** Steps over what a sticky expression matches here, and returns the match. */
export const takeMatch = (reader: PatternReader, sticky: RegExp): RegExpExecArray | undefined => {
  sticky.lastIndex = reader.at
  const match = sticky.exec(reader.pattern) ?? undefined
  if (match !== undefined) reader.at += match[0].length
  return match
}

/** True at the end of the pattern. */
export const atEnd = (reader: PatternReader): boolean => reader.at >= reader.pattern.length
