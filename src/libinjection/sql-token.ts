import type { ByteString } from '../bytes.ts'

/**
 * What a token is, by libinjection's letters, which fingerprints are made of: `k` keyword, `U` union, `B` group,
 * `E` expression (SELECT and its like), `t` type name, `f` function, `n` bare word, `1` number, `v` variable,
 * `s` string, `o` operator, `&` logic operator, `c` comment, `A` collation, `T` Transact-SQL statement, `?` unknown,
 * `X` evil (what databases read in different ways), `\` backslash; a punctuation mark is its own letter.
 */
export type TokenType =
  | ('k' | 'U' | 'B' | 'E' | 't' | 'f' | 'n' | '1' | 'v' | 's' | 'o' | '&' | 'c' | 'A' | 'T' | '?' | 'X' | '\\')
  | ('(' | ')' | '{' | '}' | '.' | ',' | ':' | ';')

/** A piece of SQL. Never changed: another type is another token. */
export type Token = {
  readonly type: TokenType
  /** At most 31 bytes of it. Words are in upper case; strings come without their quotes. */
  readonly text: ByteString
  /** The mark that opens a string, or '' if it is open from the start of the input. */
  readonly opened: string
  /** The mark that closes a string, or '' if the input ends first. */
  readonly closed: string
}

/** One reading of an input; the tokeniser moves `at` on. */
export type Scan = {
  readonly input: ByteString
  /** The quote that the input is taken to be inside of from its start, or ''. */
  readonly quote: '' | "'" | '"'
  /** Whose comments: only in MySQL's are `#` one and `--` none unless white space or the end follows. */
  readonly comments: 'ansi' | 'mysql'
  /** libinjection 4 passes over a number that ends in an exponent without digits; 3.9.2 takes it for a word. */
  readonly edition: '3.9.2' | '4.0.0'
  at: number
  /** How many tokens were read. */
  count: number
  /** True once the other way with comments could have read something else. */
  ambiguous: boolean
}

/** Bytes of a token's text that are kept: libinjection's token has room for 32 with the final NUL. */
export const TEXT_BYTES = 31

/** A reading of the input from its start. */
export const newScan = (
  input: ByteString,
  quote: Scan['quote'],
  comments: Scan['comments'],
  edition: Scan['edition'] = '3.9.2',
): Scan => ({
  input,
  quote,
  comments,
  edition,
  at: 0,
  count: 0,
  ambiguous: false,
})

/** The bytes from `from` to `to` as a token, and the reading moves on to `next`. */
export const take = (scan: Scan, type: TokenType, from: number, to: number, next = to): Token => {
  scan.at = next
  return { type, text: head(scan.input, from, to), opened: '', closed: '' }
}

/** The same as `take`, with the text in upper case so that words can be compared. */
export const takeWord = (scan: Scan, type: TokenType, from: number, to: number, next = to): Token => {
  scan.at = next
  return { type, text: foldCase(head(scan.input, from, to)), opened: '', closed: '' }
}

/** A string's token, without its quotes. */
export const takeString = (
  scan: Scan,
  from: number,
  to: number,
  next: number,
  opened: string,
  closed: string,
): Token => {
  scan.at = next
  return { type: 's', text: head(scan.input, from, to), opened, closed }
}

/** The token as one of another type. */
export const retyped = ({ text, opened, closed }: Token, type: TokenType): Token => ({ type, text, opened, closed })

/**
 * Upper case, good for comparing with ASCII words only: it folds letters above 0x7F too, but no such letter becomes an
 * ASCII one save 0xDF, which becomes two and is left alone. The length never changes. Much faster than a regex.
 */
export const foldCase = (text: ByteString): ByteString => {
  const folded = text.toUpperCase()
  return folded.length === text.length ? folded : text
}

const head = (input: ByteString, from: number, to: number): ByteString =>
  input.slice(from, Math.min(to, from + TEXT_BYTES))
