import { fixedLength, hasKeep } from './measure.ts'
import { readPythonBackreference } from './parse-escape.ts'
import {
  ahead,
  atEnd,
  type Flags,
  invalid,
  type Numbering,
  type PatternReader,
  take,
  takeMatch,
  unsupported,
} from './reader.ts'
import { readCallee, relativeGroup, resolveName, resolveNumber } from './reference.ts'
import type { Condition, Node } from './tree.ts'

/** The functions that read what is inside a group. */
export type Inside = {
  readonly readChoice: (reader: PatternReader, numbering: Numbering) => Node
  readonly readSequence: (reader: PatternReader) => Node
}

/** Reads what starts with `(`; undefined if it is only a setting such as `(?i)`. */
export const readGroup = (reader: PatternReader, inside: Inside): Node | undefined => {
  const start = reader.at
  if (takeMatch(reader, /\(\*(?=[A-Za-z:])/y) !== undefined) return readVerb(reader, start)
  if (!take(reader, '(?')) {
    reader.at++
    return reader.flags.noAutoCapture ? readBody(reader, inside, 'onward') : readCapture(reader, inside)
  }
  const name = takeMatch(reader, /P?<(?![=!*])([^>]*)>|'([^']*)'/y)
  if (name !== undefined) return readCapture(reader, inside, name[1] ?? name[2] ?? '')
  for (const [mark, way, negated] of LOOKS) {
    if (take(reader, mark)) return readLook(reader, inside, { start, way, negated })
  }
  if (take(reader, ':')) return readBody(reader, inside, 'onward')
  if (take(reader, '|')) return readBody(reader, inside, 'reset')
  if (take(reader, '>')) return { kind: 'atomic', item: readBody(reader, inside, 'onward') }
  if (take(reader, '(')) return readConditional(reader, inside, start)
  if (take(reader, 'P=')) return readPythonBackreference(reader)
  if (take(reader, 'P>') || take(reader, '&')) return { kind: 'call', groups: readCallee(reader, ')') }
  if (take(reader, 'R)')) return { kind: 'call', groups: [0] }
  if (/^[+-]?\d/.test(reader.pattern.slice(reader.at, reader.at + 2))) {
    return { kind: 'call', groups: readCallee(reader, ')') }
  }
  if (takeMatch(reader, /C\d*\)/y) !== undefined) return CALLOUT
  return readSettings(reader, inside)
}

/** `(?C)`: calls out to the host program, which ModSecurity never asks for; it holds anywhere. */
export const CALLOUT: Node = { kind: 'anchor', anchor: 'anywhere' }

const LOOKS = [
  ['=', 'ahead', false],
  ['!', 'ahead', true],
  ['<=', 'behind', false],
  ['<!', 'behind', true],
] as const

const MISSING_PARENTHESIS = 'missing closing parenthesis'

/** Reads a group from after its introduction to after its `)`; settings made inside end with it. */
const readBody = (reader: PatternReader, inside: Inside, numbering: Numbering): Node => {
  const { flags } = reader
  const item = inside.readChoice(reader, numbering)
  if (!take(reader, ')')) throw invalid(MISSING_PARENTHESIS, 'close the group', reader.pattern.length)
  reader.flags = flags
  return item
}

const readCapture = (reader: PatternReader, inside: Inside, name?: string): Node => {
  const group = ++reader.lastGroup
  reader.groupCount = Math.max(reader.groupCount, group)
  if (name !== undefined) nameGroup(reader, name, group)
  const node: Node = { kind: 'capture', group, item: readBody(reader, inside, 'onward') }
  if (!reader.groups.has(group)) reader.groups.set(group, node)
  return node
}

const nameGroup = (reader: PatternReader, name: string, group: number): void => {
  if (/^\d/.test(name)) throw invalid('subpattern name must start with a non-digit', 'rename the group', reader.at)
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,31}$/.test(name)) {
    throw invalid('subpattern name expected', 'name the group with letters, digits and _', reader.at)
  }
  const known = reader.names.get(name) ?? []
  if (known.includes(group)) return
  if (known.length > 0 && !reader.flags.duplicateNames) {
    const text = 'two named subpatterns have the same name (PCRE2_DUPNAMES not set)'
    throw invalid(text, 'rename one of them', reader.at)
  }
  reader.names.set(name, [...known, group])
}

const readLook = (
  reader: PatternReader,
  inside: Inside,
  { start, way, negated }: { start: number; way: 'ahead' | 'behind'; negated: boolean },
): Node => {
  const item = readBody(reader, inside, 'onward')
  reader.atEnd.push(() => {
    if (hasKeep(item)) throw invalid('\\K is not allowed in lookarounds', 'move it out', start)
    if (way === 'ahead') return
    for (const alternative of item.kind === 'choice' ? item.items : [item]) {
      if (fixedLength(alternative, reader.groups) === undefined) {
        throw invalid('lookbehind assertion is not fixed length', 'give each alternative one length', start)
      }
    }
  })
  return { kind: 'look', way, negated, item }
}

const readSettings = (reader: PatternReader, inside: Inside): Node | undefined => {
  const before = reader.flags
  const at = reader.at
  const text = takeMatch(reader, /\^?[imsxnJU]*(?:-[imsxnJU]*)?(?=[:)])/y)?.[0]
  if (text === undefined || (text.startsWith('^') && text.includes('-'))) {
    takeMatch(reader, /\^?[imsxnJU-]*/y)
    if (atEnd(reader)) throw invalid(MISSING_PARENTHESIS, 'close the group', reader.at)
    if (at === reader.at && /[+*<P]/.test(reader.pattern.charAt(at))) {
      throw unsupported(`a group that starts with (?${reader.pattern.charAt(at)}`, 'write it another way', at)
    }
    throw invalid('unrecognized character after (? or (?-', 'remove it', reader.at)
  }
  reader.flags = settings(before, text)
  if (take(reader, ')')) return undefined
  reader.at++
  const item = readBody(reader, inside, 'onward')
  reader.flags = before
  return item
}

const SETTINGS = {
  i: 'caseless',
  m: 'multiline',
  s: 'dotAll',
  n: 'noAutoCapture',
  J: 'duplicateNames',
  U: 'ungreedy',
} as const

const settings = (before: Flags, text: string): Flags => {
  const flags = { ...before }
  if (text.startsWith('^')) {
    for (const letter of ['i', 'm', 's', 'n'] as const) flags[SETTINGS[letter]] = false
    flags.extended = flags.extendedMore = false
  }
  const [on = '', off = ''] = text.replace('^', '').split('-')
  for (const [letters, value] of [
    [on, true],
    [off, false],
  ] as const) {
    for (const [letter, name] of Object.entries(SETTINGS)) if (letters.includes(letter)) flags[name] = value
    if (letters.includes('x')) {
      flags.extended = value
      flags.extendedMore = value && letters.includes('xx')
    }
  }
  return flags
}

const NEVER: Node = { kind: 'look', way: 'ahead', negated: true, item: { kind: 'empty' } }

/** Settings at the beginning of a pattern that change nothing that is matched here, and what `\R` is. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  ...['NO_AUTO_POSSESS', 'NO_DOTSTAR_ANCHOR', 'NO_JIT', 'NO_START_OPT', 'LF'],
  ...['BSR_ANYCRLF', 'BSR_UNICODE'],
])

const beginsPattern = ({ pattern }: PatternReader, start: number): boolean =>
  /^(?:\(\*[A-Z_]+\))*$/.test(pattern.slice(0, start))

const readVerb = (reader: PatternReader, start: number): Node => {
  if (takeMatch(reader, /F(?:AIL)?\)/y) !== undefined) return NEVER
  const name = takeMatch(reader, /[A-Za-z_]*/y)?.[0] ?? ''
  if (WITHOUT_EFFECT.has(name) && beginsPattern(reader, start) && take(reader, ')')) {
    if (name.startsWith('BSR_')) reader.newlines = name === 'BSR_UNICODE' ? 'unicode' : 'CR and LF'
    return { kind: 'empty' }
  }
  throw unsupported(`(*${name})`, 'remove it', start)
}

const readConditional = (reader: PatternReader, inside: Inside, start: number): Node => {
  const { flags } = reader
  const condition = readCondition(reader, inside, start)
  const yes = inside.readSequence(reader)
  const no: Node = take(reader, '|') ? inside.readSequence(reader) : { kind: 'empty' }
  if (ahead(reader, '|')) {
    const text = 'conditional subpattern contains more than two branches'
    reader.atEnd.push(() => {
      throw invalid(text, 'group the alternatives', start)
    })
    while (take(reader, '|')) inside.readSequence(reader)
  }
  if (!take(reader, ')')) throw invalid(MISSING_PARENTHESIS, 'close the group', reader.pattern.length)
  reader.flags = flags
  return { kind: 'conditional', condition, yes, no }
}

const readCondition = (reader: PatternReader, inside: Inside, start: number): Condition => {
  if (ahead(reader, '?')) {
    reader.at--
    const look = readGroup(reader, inside)
    if (look?.kind === 'look') return { kind: 'holds', look }
    throw invalid('assertion expected after (?( or (?(?C)', 'write a lookaround or a group there', start)
  }
  if (take(reader, 'DEFINE)')) return { kind: 'never' }
  if (/^(?:R(?:\d|&|\))|VERSION)/.test(reader.pattern.slice(reader.at, reader.at + 7))) {
    throw unsupported('a condition on recursion or version', 'write it another way', start)
  }
  const at = reader.at - 1
  const number = takeMatch(reader, /([+-]?)(\d+)\)/y)
  const groups: number[] = []
  if (number !== undefined) {
    groups.push(relativeGroup(reader, number[1] ?? '', Number(number[2]), at))
    reader.atEnd.push(() => resolveNumber(reader, groups[0] ?? 0, at))
    return { kind: 'isSet', groups }
  }
  const name = takeMatch(reader, /(?:<(\w+)>|'(\w+)'|(\w+))\)/y)
  if (name === undefined) throw invalid('missing closing parenthesis for condition', 'close the condition', reader.at)
  reader.atEnd.push(() => groups.push(...resolveName(reader, name[1] ?? name[2] ?? name[3] ?? '', at)))
  return { kind: 'isSet', groups }
}
