import type { ByteString } from '../bytes.ts'
import { ANY, type ByteSet, NOT_LF, singleSet, WORD } from './byte-set.ts'
import { posixItem, readClass } from './class.ts'
import { readEscape } from './parse-escape.ts'
import { CALLOUT, readGroup } from './parse-group.ts'
import { ahead, atEnd, invalid, type Numbering, type PatternReader, take, takeMatch } from './reader.ts'
import type { Anchor, Node, Pattern } from './tree.ts'

/** PCRE compile options, by PCRE2's names; anything else (UTF, EXTENDED, …) is off. */
export type RegexOptions = {
  readonly dotAll: boolean
  readonly multiline: boolean
  readonly caseless: boolean
  readonly dollarEndOnly: boolean
}

/** A PCRE pattern as a tree. Throws a PartError for what PCRE2 10.42 refuses or this program cannot represent. */
export const parsePattern = (pattern: ByteString, options: RegexOptions): Pattern => {
  const { dollarEndOnly, caseless, dotAll, multiline } = options
  const off = { extended: false, extendedMore: false, noAutoCapture: false, ungreedy: false, duplicateNames: false }
  const reader: PatternReader = {
    pattern,
    dollarEndOnly,
    at: 0,
    flags: { caseless, dotAll, multiline, ...off },
    newlines: 'unicode',
    quoting: false,
    lastGroup: 0,
    groupCount: 0,
    names: new Map(),
    groups: new Map(),
    atEnd: [],
  }
  const root = readChoice(reader, 'onward')
  if (!atEnd(reader)) throw invalid('unmatched closing parenthesis', 'escape it or remove it', reader.at)
  reader.groups.set(0, root)
  for (const check of reader.atEnd) check()
  return { root, groupCount: reader.groupCount, groups: reader.groups }
}

/** Reads alternatives up to the end of the group or pattern. */
const readChoice = (reader: PatternReader, numbering: Numbering): Node => {
  const firstGroup = reader.lastGroup
  const items = [readSequence(reader)]
  let highest = reader.lastGroup
  while (take(reader, '|')) {
    if (numbering === 'reset') reader.lastGroup = firstGroup
    items.push(readSequence(reader))
    highest = Math.max(highest, reader.lastGroup)
  }
  reader.lastGroup = highest
  const [only] = items
  return items.length === 1 && only !== undefined ? only : { kind: 'choice', items }
}

/** Reads one alternative. */
const readSequence = (reader: PatternReader): Node => {
  const items: Node[] = []
  for (;;) {
    skipIgnored(reader)
    if (atEnd(reader) || (!reader.quoting && (ahead(reader, '|') || ahead(reader, ')')))) break
    if (ahead(reader, '[[:<:]]') || ahead(reader, '[[:>:]]')) items.push(WORD_BOUNDARY)
    const grouped = !reader.quoting && ahead(reader, '(')
    const atom = readAtom(reader)
    if (atom === undefined) continue
    skipIgnored(reader)
    items.push(readQuantifier(reader, atom, grouped ? 'group' : 'item'))
  }
  const [only] = items
  if (only === undefined) return { kind: 'empty' }
  return items.length === 1 ? only : { kind: 'sequence', items }
}

const QUANTIFIER = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y
const LARGEST_COUNT = 65_535

/** Steps over comments, `\Q` and `\E`, and in extended mode white space. */
const skipIgnored = (reader: PatternReader): void => {
  for (;;) {
    if (take(reader, '\\E')) reader.quoting = false
    else if (reader.quoting) break
    else if (take(reader, '\\Q')) reader.quoting = true
    else if (take(reader, '(?#')) {
      const end = reader.pattern.indexOf(')', reader.at)
      if (end < 0) throw invalid('missing ) after (?# comment', 'close the comment', reader.pattern.length)
      reader.at = end + 1
    } else if (!reader.flags.extended || takeMatch(reader, /[\t-\r ]+|#[^\n]*(?:\n|$)/y) === undefined) break
  }
}

const refuseQuantifier = (reader: PatternReader): void => {
  if (takeMatch(reader, QUANTIFIER) === undefined) return
  const advice = 'escape it or put something before it'
  throw invalid('quantifier does not follow a repeatable item', advice, reader.at - 1)
}

const readQuantifier = (reader: PatternReader, atom: Node, form: 'group' | 'item'): Node => {
  if (reader.quoting) return atom
  const found = takeMatch(reader, QUANTIFIER)
  if (found === undefined) return atom
  const isAnchor = atom.kind === 'anchor' || atom.kind === 'keep'
  if (isAnchor && (form === 'item' || atom === CALLOUT)) {
    throw invalid('quantifier does not follow a repeatable item', 'remove it', reader.at - 1)
  }
  const [least, most] = counts(reader, found)
  skipIgnored(reader)
  const mark = reader.quoting ? undefined : takeMatch(reader, /[+?]/y)?.[0]
  const greed = (mark === '?') === reader.flags.ungreedy ? 'greedy' : 'lazy'
  if (atom.kind === 'look') {
    return { kind: 'repeat', item: atom, least: Math.min(least, 1), most: Math.min(most, 1), greed }
  }
  if (mark === '+') return { kind: 'atomic', item: { kind: 'repeat', item: atom, least, most, greed: 'greedy' } }
  return { kind: 'repeat', item: atom, least, most, greed }
}

const counts = (reader: PatternReader, [text, low, comma, high]: RegExpExecArray): readonly [number, number] => {
  if (text === '*') return [0, Number.POSITIVE_INFINITY]
  if (text === '+') return [1, Number.POSITIVE_INFINITY]
  if (text === '?') return [0, 1]
  const least = Number(low)
  const most = comma === undefined ? least : high ? Number(high) : Number.POSITIVE_INFINITY
  if (least > LARGEST_COUNT || (most > LARGEST_COUNT && most !== Number.POSITIVE_INFINITY)) {
    throw invalid('number too big in {} quantifier', 'write at most 65535', reader.at - 1)
  }
  if (least > most) throw invalid('numbers out of order in {} quantifier', 'swap them', reader.at - 1)
  return [least, most]
}

/** Reads one item; undefined where only a setting changed. */
const readAtom = (reader: PatternReader): Node | undefined => {
  const { flags } = reader
  const letter = reader.pattern.charAt(reader.at)
  if (reader.quoting) return readLiteral(reader)
  switch (letter) {
    case '(':
      return readGroup(reader, { readChoice, readSequence })
    case '[':
      return readBracket(reader)
    case '\\':
      reader.at++
      return readEscape(reader)
    case '.':
      reader.at++
      return octet(flags.dotAll ? ANY : NOT_LF)
    case '^':
      reader.at++
      return { kind: 'anchor', anchor: flags.multiline ? 'lineStart' : 'start' }
    case '$':
      reader.at++
      return { kind: 'anchor', anchor: dollar(reader) }
    default:
      refuseQuantifier(reader)
      return readLiteral(reader)
  }
}

const octet = (set: ByteSet): Node => ({ kind: 'octet', set })

const readLiteral = (reader: PatternReader): Node =>
  octet(singleSet(reader.pattern.charCodeAt(reader.at++), reader.flags.caseless ? 'caseless' : 'exact'))

const dollar = (reader: PatternReader): Anchor => {
  if (reader.flags.multiline) return 'lineEnd'
  return reader.dollarEndOnly ? 'end' : 'endOrLastNewline'
}

const readBracket = (reader: PatternReader): Node => {
  if (take(reader, '[[:<:]]')) return wordAt('ahead')
  if (take(reader, '[[:>:]]')) return wordAt('behind')
  const item = posixItem(reader)
  if (item !== undefined) {
    throw item.startsWith('[:')
      ? invalid('POSIX named classes are supported only within a class', `write [${item}]`, reader.at)
      : invalid('POSIX collating elements are not supported', 'list the characters', reader.at)
  }
  reader.at++
  return octet(readClass(reader))
}

/** `[[:<:]]` and `[[:>:]]` are PCRE2's names for `\b(?=\w)` and `\b(?<=\w)`; a quantifier counts the lookaround. */
const wordAt = (way: 'ahead' | 'behind'): Node => ({ kind: 'look', way, negated: false, item: octet(WORD) })

const WORD_BOUNDARY: Node = { kind: 'anchor', anchor: 'wordBoundary' }
