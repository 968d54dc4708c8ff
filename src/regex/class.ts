import { addSet, type ByteSet, complement, escapedSet, foldSet, posixSet } from './byte-set.ts'
import { readEscapedOctet, readOctal, unknownEscape } from './escape.ts'
import { readProperty } from './property.ts'
import { ahead, atEnd, invalid, type PatternReader, take } from './reader.ts'

/** Reads a bracketed class from after its `[` to after its `]`. */
export const readClass = (reader: PatternReader): ByteSet => {
  const { caseless } = reader.flags
  const negated = take(reader, '^')
  const draft: Draft = { literals: new Uint8Array(256), named: new Uint8Array(256), from: undefined, ranging: false }
  if (ahead(reader, ']')) addLiteral(reader, draft, reader.pattern.charCodeAt(reader.at++))
  while (!closes(reader)) readItem(reader, draft)
  if (draft.ranging) draft.literals[0x2d] = 1
  const set = caseless ? foldSet(draft.literals) : draft.literals
  addSet(set, draft.named)
  return negated ? complement(set) : set
}

/**
 * The POSIX item (`[:alpha:]`, `[.a.]`, `[=a=]`) that starts here at a `[`, without reading it; undefined if none
 * does. As PCRE2's check_posix_syntax.
 */
export const posixItem = (reader: PatternReader): string | undefined => {
  const mark = reader.pattern.charAt(reader.at + 1)
  if (mark !== ':' && mark !== '.' && mark !== '=') return undefined
  for (let at = reader.at + 2; at + 1 < reader.pattern.length; at++) {
    const here = reader.pattern.charAt(at)
    const next = reader.pattern.charAt(at + 1)
    if (here === '\\' && (next === ']' || next === '\\')) at++
    else if ((here === '[' && next === mark) || here === ']') return undefined
    else if (here === mark && next === ']') return reader.pattern.slice(reader.at, at + 2)
  }
  return undefined
}

/** A class being read. `from` is the last literal octet if a range may start with it; `ranging` is after its hyphen. */
type Draft = { literals: Uint8Array; named: Uint8Array; from: number | undefined; ranging: boolean }

const closes = (reader: PatternReader): boolean => {
  if (atEnd(reader)) {
    throw invalid('missing terminating ] for character class', 'close the class', reader.pattern.length)
  }
  return !reader.quoting && take(reader, ']')
}

const readItem = (reader: PatternReader, draft: Draft): void => {
  if (reader.quoting) {
    if (take(reader, '\\E')) reader.quoting = false
    else addLiteral(reader, draft, reader.pattern.charCodeAt(reader.at++))
    return
  }
  if (reader.flags.extendedMore && (take(reader, ' ') || take(reader, '\t'))) return
  if (ahead(reader, '[') && readPosix(reader, draft)) return
  if (take(reader, '\\')) readEscape(reader, draft)
  else if (draft.from !== undefined && !draft.ranging && take(reader, '-')) draft.ranging = true
  else addLiteral(reader, draft, reader.pattern.charCodeAt(reader.at++))
}

const addLiteral = (reader: PatternReader, draft: Draft, code: number): void => {
  draft.literals[code] = 1
  if (draft.ranging && draft.from !== undefined) {
    if (draft.from > code) throw invalid('range out of order in character class', 'swap its ends', reader.at - 1)
    draft.literals.fill(1, draft.from, code + 1)
  }
  draft.from = draft.ranging ? undefined : code
  draft.ranging = false
}

const addNamed = (reader: PatternReader, draft: Draft, set: ByteSet): void => {
  const text = 'invalid range in character class'
  const advice = 'write the hyphen last or as \\-'
  if (draft.ranging) throw invalid(text, advice, reader.at)
  if (ahead(reader, '-') && reader.at + 1 < reader.pattern.length && reader.pattern.charAt(reader.at + 1) !== ']') {
    throw invalid(text, advice, reader.at)
  }
  addSet(draft.named, set)
  draft.from = undefined
}

const readPosix = (reader: PatternReader, draft: Draft): boolean => {
  const item = posixItem(reader)
  if (item === undefined) return false
  if (!item.startsWith('[:')) {
    throw invalid('POSIX collating elements are not supported', 'list the characters', reader.at)
  }
  if (draft.ranging) throw invalid('invalid range in character class', 'write the hyphen last or as \\-', reader.at + 1)
  const negated = item.startsWith('[:^')
  const name = item.slice(negated ? 3 : 2, -2)
  const folds = reader.flags.caseless && (name === 'upper' || name === 'lower')
  const set = posixSet(folds ? 'alpha' : name)
  if (set === undefined) {
    throw invalid('unknown POSIX class name', 'use one such as alpha, digit, space, punct', reader.at + 2)
  }
  reader.at += item.length
  addNamed(reader, draft, negated ? complement(set) : set)
  return true
}

const readEscape = (reader: PatternReader, draft: Draft): void => {
  const letter = reader.pattern.charAt(reader.at)
  const set = escapedSet(letter)
  if (set !== undefined) {
    reader.at++
    addNamed(reader, draft, set)
  } else if (letter === 'p' || letter === 'P') {
    reader.at++
    addNamed(reader, draft, readProperty(reader, letter))
  } else if (letter === 'E' || letter === 'Q') {
    reader.at++
    reader.quoting = letter === 'Q'
  } else addLiteral(reader, draft, readEscapedOctet(reader) ?? readClassOctet(reader, letter))
}

/** What `\b`, a digit or a letter stands for in a class only. */
const readClassOctet = (reader: PatternReader, letter: string): number => {
  if (/[1-7]/.test(letter)) return readOctal(reader)
  if (letter === 'N') throw invalid('\\N is not supported in a class', 'write [^\\n]', reader.at + 1)
  if ('ABCGKRXZkz'.includes(letter)) {
    throw invalid('escape sequence is invalid in character class', 'remove it from the class', reader.at)
  }
  if (!'b89g'.includes(letter)) throw unknownEscape(reader)
  reader.at++
  return letter === 'b' ? 0x08 : letter.charCodeAt(0)
}
