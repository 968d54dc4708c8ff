import { type ByteSet, complement } from './byte-set.ts'
import { propertySet, scriptSet } from './property-sets.ts'
import { atEnd, invalid, type PatternReader, take } from './reader.ts'

/**
 * The octets of a Unicode property, read from after its `\p` or `\P`: without UTF an octet is the character of its number
 * (pcre2pattern, "Unicode character properties"; pcre2_compile.c, `get_ucp`, 10.48).
 */
export const readProperty = (reader: PatternReader, letter: string): ByteSet => {
  const braced = take(reader, '{')
  const { name, isNegated } = braced ? readName(reader) : { name: readLetter(reader), isNegated: false }
  const set = setOf(name, reader.flags.caseless)
  if (set === undefined) {
    throw invalid('unknown property after \\P or \\p', 'write one such as L, Lu, Nd or Latin', reader.at)
  }
  return (letter === 'P') === isNegated ? set : complement(set)
}

const malformed = (at: number): Error =>
  invalid('malformed \\P or \\p sequence', 'write \\p{L}, or \\pL for a name of one letter', at)

const readLetter = (reader: PatternReader): string => {
  if (atEnd(reader)) throw malformed(reader.at)
  const letter = reader.pattern.charAt(reader.at++)
  if (!/[A-Za-z]/.test(letter)) throw malformed(reader.at)
  return letter.toLowerCase()
}

/** Blanks, hyphens and underscores do not count. */
const readName = (reader: PatternReader): { readonly name: string; readonly isNegated: boolean } => {
  const skip = (): void => {
    while (/[\t-\r _-]/.test(reader.pattern.charAt(reader.at))) reader.at++
  }
  skip()
  const isNegated = take(reader, '^')
  let name = ''
  for (skip(); !take(reader, '}'); skip()) {
    const character = reader.pattern.charAt(reader.at)
    if (name.length === LONGEST || atEnd(reader)) throw malformed(reader.at)
    if (!/[\w&=:^.]/.test(character)) throw malformed(reader.at + 1)
    reader.at++
    name += character.toLowerCase()
  }
  return { name, isNegated }
}

/** Characters of a name. */
const LONGEST = 49

const setOf = (text: string, caseless: boolean): ByteSet | undefined => {
  const [kind = '', value] = text.split(/[=:](.*)/)
  if (value === undefined) return propertySet(caseless && CASED.has(kind) ? 'lc' : kind)
  if (kind === 'bc' || kind === 'bidiclass') return CLASSES.has(value) ? propertySet(`bidi${value}`) : undefined
  if (kind === 'sc' || kind === 'script') return scriptSet(value)
  const isExtended = kind === 'scx' || kind === 'scriptextensions'
  return isExtended && scriptSet(value) !== undefined ? propertySet(value) : undefined
}

/** Without regard to case each of these is every cased letter. */
const CASED: ReadonlySet<string> = new Set(['lu', 'll', 'lt'])

const CLASSES: ReadonlySet<string> = new Set(
  'al an b bn cs en es et fsi l lre lri lro nsm on pdf pdi r rle rli rlo s ws'.split(' '),
)
