import { type ByteString, hexPair } from './bytes.ts'

/**
 * As mod_security2 writes msg, tag, id, rev, ver and operator parameters: `\b \n \r \t \v \\ \"`, and `\xhh` for any
 * other byte up to 1F or from 7F. apache2/msc_util.c, `log_escape`.
 */
export const escapeLog = (value: ByteString): ByteString =>
  SPECIAL.test(value) ? replaced(value, /[\0-\x1f"\\\x7f-\xff]/g) : value

/** As escapeLog, but a double quote stays: variable names, redirect targets. `log_escape_nq`. */
export const escapeLogKeepingQuotes = (value: ByteString): ByteString =>
  SPECIAL.test(value) ? replaced(value, /[\0-\x1f\\\x7f-\xff]/g) : value

/** As mod_security2 writes `data`: `\xhh` for `"`, `\`, bytes up to 1F and from 7F. `log_escape_hex`. */
export const escapeHex = (value: ByteString): ByteString =>
  SPECIAL.test(value) ? value.replace(/[\0-\x1f"\\\x7f-\xff]/g, hexEscape) : value

/**
 * As escapeLog, with a backslash before `: + . ] [ ( ) ? /` too: what mod_security2 up to 2.9.7 makes of a pattern
 * with macros before it compiles it. `log_escape_re`.
 */
export const escapeLogRegex = (value: ByteString): ByteString => replaced(value, /[\0-\x1f"\\\x7f-\xff:+.\][()?/]/g)

/** An operator parameter as an alert shows it: escaped, and cut at 252 characters with ` ...`. re_operators.c. */
export const shownParameter = (value: ByteString): ByteString => {
  const escaped = escapeLog(value)
  return escaped.length > 252 ? `${escaped.slice(0, 252)} ...` : escaped
}

/** Asked first: most values have nothing to escape, and to replace nothing takes several times as long. */
const SPECIAL = /[\0-\x1f"\\\x7f-\xff]/

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
])

const replaced = (value: ByteString, special: RegExp): ByteString =>
  value.replace(special, char => SHORT.get(char) ?? (PRINTABLE.test(char) ? `\\${char}` : hexEscape(char)))

const PRINTABLE = /[ -~]/

const hexEscape = (char: string): string => `\\x${hexPair(char.charCodeAt(0))}`
