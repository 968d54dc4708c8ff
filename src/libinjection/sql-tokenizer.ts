import type { ByteString } from '../bytes.ts'
import { bracketedName, tickedName, variable, word } from './sql-names.ts'
import { amount, numeral } from './sql-numbers.ts'
import {
  bitString,
  dollarString,
  hexString,
  letteredString,
  nationalString,
  plainString,
  qString,
  quoted,
  unicodeString,
} from './sql-strings.ts'
import { type Scan, type Token, type TokenType, take } from './sql-token.ts'
import { WORDS } from './sql-words.ts'

/** The next token of the input, or nothing at its end. What a quote context starts inside of is a string. */
export const nextToken = (scan: Scan): Token | undefined => {
  const { input } = scan
  if (scan.at === 0 && scan.quote !== '' && input !== '') {
    scan.count++
    return quoted(scan, 0, scan.quote, '')
  }
  while (scan.at < input.length) {
    const read = READERS[input.charCodeAt(scan.at)]
    if (read === undefined) scan.at++
    else {
      const token = read(scan)
      if (token === undefined) continue
      scan.count++
      return token
    }
  }
  return undefined
}

/** Reads the token at `at` and moves on past it; nothing for what is passed over. */
type Reader = (scan: Scan) => Token | undefined

const single =
  (type: TokenType): Reader =>
  scan =>
    take(scan, type, scan.at, scan.at + 1)

const operatorByte = single('o')

const orWord =
  (read: (scan: Scan) => Token | undefined): Reader =>
  scan =>
    read(scan) ?? word(scan)

/** An operator of one to three bytes. A colon alone is none, save at the very end. */
const operator: Reader = scan => {
  const { input, at } = scan
  if (at + 1 === input.length) return operatorByte(scan)
  if (input.startsWith('<=>', at)) return take(scan, 'o', at, at + 3)
  const type = WORDS.get(input.slice(at, at + 2))
  if (type !== undefined) return take(scan, type, at, at + 2)
  return take(scan, input[at] === ':' ? ':' : 'o', at, at + 1)
}

const lineComment = (scan: Scan): Token => {
  const end = scan.input.indexOf('\n', scan.at)
  const to = end === -1 ? scan.input.length : end
  return take(scan, 'c', scan.at, to, end === -1 ? to : to + 1)
}

const hash: Reader = scan => {
  scan.ambiguous = true
  return scan.comments === 'mysql' ? lineComment(scan) : operatorByte(scan)
}

const dash: Reader = scan => {
  const { input, at } = scan
  if (input[at + 1] !== '-') return operatorByte(scan)
  const next = input[at + 2]
  if (next === undefined || ' \t\n\v\f\r\xa0\0'.includes(next)) return lineComment(scan)
  if (scan.comments === 'mysql') return operatorByte(scan)
  scan.ambiguous = true
  return lineComment(scan)
}

/** A comment is evil if it is MySQL's `/*!` or, as PostgreSQL nests comments, holds the start of another. */
const slash: Reader = scan => {
  const { input, at } = scan
  if (input[at + 1] !== '*') return operatorByte(scan)
  const end = input.indexOf('*/', at + 2)
  const nested = end !== -1 && holds(input, '/*', at + 2, end + 1)
  return take(scan, nested || input[at + 2] === '!' ? 'X' : 'c', at, end === -1 ? input.length : end + 2)
}

/** `\N` is MySQL's NULL. */
const backslash: Reader = scan =>
  scan.input[scan.at + 1] === 'N' ? take(scan, '1', scan.at, scan.at + 2) : take(scan, '\\', scan.at, scan.at + 1)

const dollar: Reader = scan => {
  const { at } = scan
  const sum = amount(scan)
  if (sum?.text === '$.') {
    scan.at = at
    return word(scan)
  }
  return sum ?? dollarString(scan) ?? take(scan, 'n', at, at + 1)
}

const holds = (input: ByteString, what: ByteString, from: number, to: number): boolean => {
  const at = input.indexOf(what, from)
  return at !== -1 && at + what.length <= to
}

const PUNCTUATION: readonly TokenType[] = ['(', ')', '{', '}', ',', ';']

const READERS_BY_FIRST_BYTE: readonly (readonly [bytes: ByteString, reader: Reader])[] = [
  ['!&*:<=>|', operator],
  ['%+^~', operatorByte],
  ['?]', single('?')],
  ['\'"', plainString],
  ['.0123456789', numeral],
  ['#', hash],
  ['$', dollar],
  ['-', dash],
  ['/', slash],
  ['\\', backslash],
  ['@', variable],
  ['[', bracketedName],
  ['`', scan => tickedName(scan, scan.at)],
  ['bB', orWord(bitString)],
  ['eE', orWord(letteredString)],
  ['nN', orWord(nationalString)],
  ['qQ', orWord(scan => qString(scan, scan.at))],
  ['uU', orWord(unicodeString)],
  ['xX', orWord(hexString)],
  ...PUNCTUATION.map(mark => [mark, single(mark)] as const),
]

/** The reader of each first byte; none for white space, which here is every control byte, 0x7F and 0xA0. */
const READERS: readonly (Reader | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  if (code <= 0x20 || code === 0x7f || code === 0xa0) return undefined
  const byte = String.fromCharCode(code)
  return READERS_BY_FIRST_BYTE.find(([bytes]) => bytes.includes(byte))?.[1] ?? word
})
