import { hexPair } from '../bytes.ts'
import { type ByteSet, members } from './byte-set.ts'
import { mayBeEmpty } from './measure.ts'
import type { Anchor, Node } from './tree.ts'

/**
 * What a RegExp is for: `any` value; values that have `no LF last`, where `\Z` is the end, or `no LF` at all, which are one
 * line; or, with flag `m`, `lines`: V8 ends one at a CR too, so the value has CR_STAND_IN in place of each.
 */
export type Purpose = 'any' | 'no LF last' | 'no LF' | 'lines'

/** Stands for CR in values and expressions for `lines`. No octet is like it. */
export const CR_STAND_IN = '\u0100'

/** A RegExp's source (for flag `s`, without `i`, `u`) and where its groups are. */
export type Emitted = {
  readonly source: string
  /** For each PCRE group number, the numbers of the JavaScript groups that stand for it; group 0 is [0]. */
  readonly groups: readonly (readonly number[])[]
}

/**
 * The tree as a JavaScript expression; right only where `judge` says so. Letters are spelt in both cases instead of
 * using the `i` flag, which would fold Latin-1 letters and keep V8 from its linear engine.
 */
export const emit = (root: Node, groupCount: number, purpose: Purpose): Emitted => {
  const groups = [[0], ...Array.from({ length: groupCount }, () => [])]
  const writer: Writer = { used: 0, groups, purpose }
  return { source: write(writer, root) || '(?:)', groups: writer.groups }
}

/** Shows a set as JavaScript source: a character or a class. */
const showSet = (set: ByteSet, { purpose }: Writer): string => {
  const codes = members(set)
  const [first] = codes
  if (first === undefined) return '[]'
  if (codes.length === 256) return '.'
  const isNegated = codes.length > 128
  const shown = isNegated ? members(set.map(member => 1 - member)) : codes
  const more = purpose === 'lines' && shown.includes(CR) ? CR_STAND_IN : ''
  if (codes.length === 1 && more === '') return showOctet(first)
  return `[${isNegated ? '^' : ''}${showRanges(shown)}${more}]`
}

const CR = 0x0d

type Writer = { used: number; readonly groups: number[][]; readonly purpose: Purpose }

const write = (writer: Writer, node: Node): string => {
  switch (node.kind) {
    case 'empty':
      return ''
    case 'octet':
      return showSet(node.set, writer)
    case 'sequence':
      return node.items.map(item => writeGrouped(writer, item)).join('')
    case 'choice':
      return node.items.map(item => write(writer, item)).join('|')
    case 'repeat':
      return writeRepeat(writer, node)
    case 'capture': {
      const index = ++writer.used
      writer.groups[node.group]?.push(index)
      return `(${write(writer, node.item)})`
    }
    case 'atomic':
      return writeAtomic(writer, node.item)
    case 'look':
      return `(?${node.way === 'behind' ? '<' : ''}${node.negated ? '!' : '='}${write(writer, node.item)})`
    case 'anchor':
      return ANCHORS_FOR[writer.purpose][node.anchor] ?? ANCHORS[node.anchor]
    case 'backreference':
      return `(?:\\${writer.groups[node.groups[0] ?? 0]?.[0] ?? 0})`
    default:
      throw new Error(`a regex tree with ${node.kind} was given to the translator`)
  }
}

/** PCRE's places in JavaScript without the `m` flag. PCRE's multiline `^` does not match after a final LF. */
const ANCHORS: Readonly<Record<Anchor, string>> = {
  start: '^',
  lineStart: '(?:^|(?<=\\n)(?!$))',
  end: '$',
  endOrLastNewline: '(?=\\n?$)',
  lineEnd: '(?![^\\n])',
  wordBoundary: '\\b',
  noWordBoundary: '\\B',
  searchStart: '',
  anywhere: '',
}

/** Those that can be said without a lookaround. */
const ANCHORS_FOR: Readonly<Record<Purpose, Partial<Record<Anchor, string>>>> = {
  any: {},
  'no LF last': { endOrLastNewline: '$' },
  'no LF': { endOrLastNewline: '$', lineStart: '^', lineEnd: '$' },
  lines: { lineStart: '^', lineEnd: '$' },
}

const writeGrouped = (writer: Writer, node: Node): string =>
  node.kind === 'choice' ? `(?:${write(writer, node)})` : write(writer, node)

const SINGLE = new Set(['octet', 'capture', 'backreference'])

const writeItem = (writer: Writer, node: Node): string =>
  SINGLE.has(node.kind) ? write(writer, node) : `(?:${write(writer, node)})`

const writeRepeat = (writer: Writer, { item, least, most, greed }: Node & { kind: 'repeat' }): string => {
  if (most === 0) return ''
  if (least === 1 && most === 1) return writeItem(writer, item)
  // JavaScript refuses an optional iteration of no width, PCRE does not.
  if (least === 0 && most === 1 && mayBeEmpty(item)) {
    const once = write(writer, item)
    return greed === 'greedy' ? `(?:(?:${once})|)` : `(?:|${once})`
  }
  return `${writeItem(writer, item)}${showCounts(least, most)}${greed === 'lazy' ? '?' : ''}`
}

const showCounts = (least: number, most: number): string => {
  if (least === 0 && most === 1) return '?'
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`
  return least === most ? `{${least}}` : `{${least},${most}}`
}

/** Atomic: a lookahead never backtracks into itself, so capture in one and then match what it captured. */
const writeAtomic = (writer: Writer, item: Node): string => {
  const repeats = item.kind === 'repeat' && item.greed === 'greedy' && item.most === Number.POSITIVE_INFINITY
  if (repeats && item.item.kind === 'octet') return `${write(writer, item)}(?!${showSet(item.item.set, writer)})`
  const index = ++writer.used
  return `(?=(${write(writer, item)}))(?:\\${index})`
}

const showRanges = (codes: readonly number[]): string => {
  let text = ''
  for (let next = 0; next < codes.length; next++) {
    const first = codes[next] ?? 0
    let last = first
    while (codes[next + 1] === last + 1) last = codes[++next] ?? 0
    text += showOctet(first)
    if (last > first) text += `${last > first + 1 ? '-' : ''}${showOctet(last)}`
  }
  return text
}

const showOctet = (code: number): string => {
  const character = String.fromCharCode(code)
  if (/[0-9A-Za-z_ !"#%&',:;<=>@`~]/.test(character)) return character
  return code > 0x20 && code < 0x7f ? `\\${character}` : `\\x${hexPair(code)}`
}
