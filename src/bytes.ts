/**
 * Text with one code unit (0–255) per octet. V8 keeps it in one byte each and matches regexes on it fast.
 * Octets become a byte string in `http/` and leave as octets in `lua/`, `scoring/` and the logs.
 */
export type ByteString = string

/** The octets as a byte string of the same length. */
export const fromOctets = (octets: Uint8Array): ByteString =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1')

/** The byte string as octets of the same length. */
export const toOctets = (value: ByteString): Uint8Array => Buffer.from(value, 'latin1')

/** The UTF-8 octets of ordinary text (a scenario's, a command line's) as a byte string. */
export const fromText = (text: string): ByteString => Buffer.from(text, 'utf8').toString('latin1')

/** A byte string that holds UTF-8, as ordinary text to show to people; bad sequences become U+FFFD. */
export const toText = (value: ByteString): string => Buffer.from(value, 'latin1').toString('utf8')

/** ASCII lower case, as C's `tolower` in the C locale: bytes above 0x7F stay. */
export const lowerCase = (value: ByteString): ByteString =>
  BEYOND_ASCII.test(value) ? value.replace(/[A-Z]+/g, run => run.toLowerCase()) : value.toLowerCase()

/** ASCII upper case, as C's `toupper` in the C locale: bytes above 0x7F stay. */
export const upperCase = (value: ByteString): ByteString =>
  BEYOND_ASCII.test(value) ? value.replace(/[a-z]+/g, run => run.toUpperCase()) : value.toUpperCase()

/** Of ASCII alone V8's own functions make what C's make, ten times as fast as a replacing regex. */
const BEYOND_ASCII = /[\x80-\xff]/

/** True if the two are equal when ASCII letters are folded. */
export const equalsIgnoringCase = (one: ByteString, other: ByteString): boolean =>
  one.length === other.length && (one === other || lowerCase(one) === lowerCase(other))

/** True for C's `isspace` in the C locale: 09–0D and 20. */
export const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d)

/** True for an ASCII decimal digit. */
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** The value of an ASCII hex digit, or -1. */
export const hexDigit = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** Two lower-case hex digits of an octet. */
export const hexPair = (code: number): string => (code < 16 ? '0' : '') + code.toString(16)

/** Without leading and trailing C white space (0xA0 is not white space). */
export const trim = (value: ByteString): ByteString => trimStart(trimEnd(value))

/** Without leading C white space. */
export const trimStart = (value: ByteString): ByteString => {
  let start = 0
  while (start < value.length && isSpace(value.charCodeAt(start))) start++
  return start === 0 ? value : value.slice(start)
}

/** Without trailing C white space. */
export const trimEnd = (value: ByteString): ByteString => {
  let end = value.length
  while (end > 0 && isSpace(value.charCodeAt(end - 1))) end--
  return end === value.length ? value : value.slice(0, end)
}

/** C's `atoi`: the integer a text starts with, else 0, kept to 32 bits as glibc's conversion of a long does. */
export const atoi = (value: ByteString): number => {
  const digits = /^[\t-\r ]*([+-]?[0-9]+)/.exec(value)?.[1]
  if (digits === undefined) return 0
  const long = BigInt.asIntN(64, clamp64(BigInt(digits)))
  return Number(BigInt.asIntN(32, long))
}

/** C++'s `std::stoi`, with 0 where it throws: for a text without a number, and for one that leaves 32 bits. */
export const stoi = (value: ByteString): number => {
  const number = Number(/^[\t-\r ]*([+-]?[0-9]+)/.exec(value)?.[1] ?? 0)
  return number >= -(2 ** 31) && number < 2 ** 31 ? number : 0
}

const clamp64 = (value: bigint): bigint => {
  const most = 0x7fff_ffff_ffff_ffffn
  if (value > most) return most
  return value < -most - 1n ? -most - 1n : value
}

/** What C makes of a text: it ends at its first NUL. */
export const untilNul = (value: ByteString): ByteString => {
  const nul = value.indexOf('\0')
  return nul === -1 ? value : value.slice(0, nul)
}

/** The value itself, where one engine changes a value and another does not. */
export const unchanged = <Value>(value: Value): Value => value
