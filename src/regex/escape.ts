import { hexDigit, isDigit, upperCase } from '../bytes.ts'
import { ahead, atEnd, invalid, type PatternReader, take, takeMatch } from './reader.ts'

/**
 * The octet that an escape stands for, reading on from after its backslash; undefined, nothing read, for an escape
 * that is not one octet. A digit 1–9 is left alone: what it means depends on where it stands (pcre2pattern,
 * "Backslash").
 */
export const readEscapedOctet = (reader: PatternReader): number | undefined => {
  if (atEnd(reader)) throw invalid('\\ at end of pattern', 'double it or remove it', reader.at)
  const letter = reader.pattern.charAt(reader.at)
  const simple = SIMPLE.get(letter)
  if (simple !== undefined) {
    reader.at++
    return simple
  }
  if (letter === '0') return readOctal(reader)
  if (letter === 'x') return readHex(reader)
  if (letter === 'o') return readBracedOctal(reader)
  if (letter === 'c') return readControl(reader)
  if (/[0-9A-Za-z]/.test(letter)) return undefined
  reader.at++
  return letter.charCodeAt(0)
}

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
])

/** One to three octal digits as an octet. */
export const readOctal = (reader: PatternReader): number => {
  const digits = takeMatch(reader, /[0-7]{1,3}/y)?.[0] ?? ''
  const code = Number.parseInt(digits, 8)
  if (code > 0xff) {
    throw invalid('octal value is greater than \\377 in 8-bit non-UTF-8 mode', 'write at most \\377', reader.at)
  }
  return code
}

/** PCRE2's refusal of a letter that means nothing after a backslash, or of the ones it keeps for Perl's. */
export const unknownEscape = (reader: PatternReader): Error => {
  const letter = reader.pattern.charAt(reader.at)
  return 'FLlUu'.includes(letter)
    ? invalid(
        'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u',
        'write \\x{…} for an octet',
        reader.at + 1,
      )
    : invalid('unrecognized character follows \\', `remove the backslash before "${letter}"`, reader.at)
}

const TOO_LARGE = 'character code point value in \\x{} or \\o{} is too large'
const NO_DIGITS = 'digits missing in \\x{} or \\o{} or \\N{U+}'

const readHex = (reader: PatternReader): number => {
  reader.at++
  if (!take(reader, '{')) {
    const digits = takeMatch(reader, /[0-9A-Fa-f]{1,2}/y)?.[0]
    return digits === undefined ? 0 : Number.parseInt(digits, 16)
  }
  let code = 0
  const start = reader.at
  while (!atEnd(reader) && hexDigit(reader.pattern.charCodeAt(reader.at)) >= 0) {
    code = code * 16 + hexDigit(reader.pattern.charCodeAt(reader.at++))
    if (code > 0xff) throw invalid(TOO_LARGE, 'write at most \\x{ff}', reader.at)
  }
  if (reader.at === start && (atEnd(reader) || ahead(reader, '}'))) {
    throw invalid(NO_DIGITS, 'write the octet as \\x{41}', reader.at)
  }
  if (!take(reader, '}')) {
    throw invalid('non-hex character in \\x{} (closing brace missing?)', 'write the octet as \\x{41}', reader.at)
  }
  return code
}

const readBracedOctal = (reader: PatternReader): number => {
  reader.at++
  if (!take(reader, '{')) throw invalid('missing opening brace after \\o', 'write \\o{101}', reader.at)
  let code = 0
  const start = reader.at
  while (/[0-7]/.test(reader.pattern.charAt(reader.at))) {
    code = code * 8 + Number(reader.pattern.charAt(reader.at++))
    if (code > 0xff) throw invalid(TOO_LARGE, 'write at most \\o{377}', reader.at)
  }
  if (reader.at === start && (atEnd(reader) || ahead(reader, '}'))) {
    throw invalid(NO_DIGITS, 'write the octet as \\o{101}', reader.at)
  }
  if (!take(reader, '}')) {
    throw invalid('non-octal character in \\o{} (closing brace missing?)', 'write the octet as \\o{101}', reader.at)
  }
  return code
}

const readControl = (reader: PatternReader): number => {
  reader.at++
  if (atEnd(reader)) throw invalid('\\c at end of pattern', 'name a control character, as in \\cA', reader.at)
  const code = reader.pattern.charCodeAt(reader.at++)
  if (code < 0x20 || code > 0x7e) {
    throw invalid('\\c must be followed by a printable ASCII character', 'write the octet as \\x01', reader.at - 1)
  }
  return upperCase(String.fromCharCode(code)).charCodeAt(0) ^ 0x40
}

/** The decimal number here; undefined, nothing read, if there is none. */
export const readNumber = (reader: PatternReader): number | undefined => {
  const start = reader.at
  while (isDigit(reader.pattern.charCodeAt(reader.at))) reader.at++
  return reader.at === start ? undefined : Number(reader.pattern.slice(start, reader.at))
}
