import { ANY, type ByteSet, escapedSet, NOT_LF, rangeSet, singleSet, VERTICAL_SPACE } from './byte-set.ts'
import { readEscapedOctet, readNumber, readOctal, unknownEscape } from './escape.ts'
import { readProperty } from './property.ts'
import { invalid, type PatternReader, take, takeMatch } from './reader.ts'
import { readCallee, relativeGroup, resolveName, resolveNumber } from './reference.ts'
import type { Anchor, Node } from './tree.ts'

/** Reads an escape outside a class, from after its backslash. */
export const readEscape = (reader: PatternReader): Node => {
  const letter = reader.pattern.charAt(reader.at)
  const code = readEscapedOctet(reader)
  const folding = reader.flags.caseless ? 'caseless' : 'exact'
  if (code !== undefined) return octet(singleSet(code, folding))
  if (/[1-9]/.test(letter)) return readDigits(reader, folding)
  const set = escapedSet(letter)
  const anchor = ANCHORS.get(letter)
  const known = set !== undefined || anchor !== undefined || 'CNRKXpPgk'.includes(letter)
  if (!known) throw unknownEscape(reader)
  reader.at++
  if (set !== undefined) return octet(set)
  if (anchor !== undefined) return { kind: 'anchor', anchor }
  if (letter === 'C') return octet(ANY)
  if (letter === 'N') return readNotNewline(reader)
  if (letter === 'R') return reader.newlines === 'unicode' ? NEWLINE_SEQUENCE : LINE_END
  if (letter === 'K') return { kind: 'keep' }
  if (letter === 'X') return GRAPHEME
  if (letter === 'g') return readG(reader)
  if (letter === 'k') return readK(reader)
  return octet(readProperty(reader, letter))
}

const octet = (set: ByteSet): Node => ({ kind: 'octet', set })

const ANCHORS: ReadonlyMap<string, Anchor> = new Map([
  ['A', 'start'],
  ['B', 'noWordBoundary'],
  ['G', 'searchStart'],
  ['Z', 'endOrLastNewline'],
  ['b', 'wordBoundary'],
  ['z', 'end'],
])

/** CRLF as a whole, else one octet of a set. */
const newlineOr = (set: ByteSet): Node => ({
  kind: 'atomic',
  item: {
    kind: 'choice',
    items: [{ kind: 'sequence', items: [octet(rangeSet([0x0d, 0x0d])), octet(rangeSet([0x0a, 0x0a]))] }, octet(set)],
  },
})

/** `\R` without UTF, and with `(*BSR_ANYCRLF)`. */
const NEWLINE_SEQUENCE: Node = newlineOr(VERTICAL_SPACE)
const LINE_END: Node = newlineOr(rangeSet([0x0a, 0x0a], [0x0d, 0x0d]))

/** `\X` without UTF: no character up to U+00FF goes with another but LF with CR. */
const GRAPHEME: Node = newlineOr(ANY)

/** A number after a backslash is a back reference, or octal digits; the rule is PCRE2's (pcre2pattern, "Backslash"). */
const readDigits = (reader: PatternReader, folding: 'caseless' | 'exact'): Node => {
  const start = reader.at
  const number = readNumber(reader) ?? 0
  const first = reader.pattern.charAt(start)
  if (number < 10 || first >= '8' || number <= reader.lastGroup) return backreference(reader, [number])
  reader.at = start
  return octet(singleSet(readOctal(reader), folding))
}

const backreference = (reader: PatternReader, groups: number[]): Node => {
  const { at } = reader
  reader.atEnd.push(() => {
    for (const group of groups) resolveNumber(reader, group, at - 1)
  })
  return { kind: 'backreference', groups, caseless: reader.flags.caseless }
}

const namedBackreference = (reader: PatternReader, name: string): Node => {
  const at = reader.at - 1 - name.length
  const groups: number[] = []
  reader.atEnd.push(() => groups.push(...resolveName(reader, name, at)))
  return { kind: 'backreference', groups, caseless: reader.flags.caseless }
}

const readNotNewline = (reader: PatternReader): Node => {
  if (takeMatch(reader, /\{(?!\d+(?:,\d*)?\})/y) !== undefined) {
    const text = 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u'
    throw invalid(text, 'write \\x{…} for an octet', reader.at - 1)
  }
  return octet(NOT_LF)
}

const readG = (reader: PatternReader): Node => {
  const start = reader.at
  for (const [open, close] of [
    ['<', '>'],
    ["'", "'"],
  ] as const) {
    if (take(reader, open)) return { kind: 'call', groups: readCallee(reader, close) }
  }
  const braced = take(reader, '{')
  const signed = takeMatch(reader, /([+-]?)(\d+)/y)
  const name = signed === undefined && braced ? takeMatch(reader, /[A-Za-z_]\w*/y)?.[0] : undefined
  if ((signed === undefined && name === undefined) || (braced && !take(reader, '}'))) {
    const text = 'a numbered reference must not be zero or \\g is not followed by a braced name or number'
    throw invalid(text, 'write \\g{1} or \\g{name}', start)
  }
  if (name !== undefined) return namedBackreference(reader, name)
  return backreference(reader, [relativeGroup(reader, signed?.[1] ?? '', Number(signed?.[2]), start)])
}

const readK = (reader: PatternReader): Node => {
  const name = takeMatch(reader, /\{([A-Za-z_]\w*)\}|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/y)
  const found = name?.[1] ?? name?.[2] ?? name?.[3]
  if (found !== undefined) return namedBackreference(reader, found)
  const text = '\\k is not followed by a braced, angle-bracketed, or quoted name'
  throw invalid(text, 'write \\k<name>', reader.at)
}

/** `(?P=name)`, from after its `=`. */
export const readPythonBackreference = (reader: PatternReader): Node => {
  const name = takeMatch(reader, /([A-Za-z_]\w*)\)/y)?.[1]
  if (name === undefined) throw invalid('subpattern name expected', 'write (?P=name)', reader.at)
  return namedBackreference(reader, name)
}
