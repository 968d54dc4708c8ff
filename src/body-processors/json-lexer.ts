import { type ByteString, hexDigit } from '../bytes.ts'

/** What yajl 2.1 makes of the text at an offset. `text` of a string is without quotes, escapes not yet undone. */
export type JsonToken =
  | { readonly type: 'punctuation'; readonly text: '{' | '}' | '[' | ']' | ',' | ':'; readonly end: number }
  | { readonly type: 'literal'; readonly text: 'true' | 'false' | 'null'; readonly end: number }
  | { readonly type: 'number' | 'string'; readonly text: ByteString; readonly end: number }
  | { readonly type: 'error'; readonly text: string; readonly end: number }
  | { readonly type: 'end'; readonly end: number }

/**
 * The next token of a JSON text. `end` is one past the last octet that had to be looked at, so a number that reaches
 * the end of the text is only known when more follows. The texts of errors are yajl's own.
 */
export const tokenAt = (json: ByteString, offset: number): JsonToken => {
  let at = offset
  while (at < json.length && /[\t-\r ]/.test(json.charAt(at))) at++
  const first = json.charAt(at)
  switch (first) {
    case '':
      return { type: 'end', end: at }
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return { type: 'punctuation', text: first, end: at + 1 }
    case 't':
      return literal(json, at, 'true')
    case 'f':
      return literal(json, at, 'false')
    case 'n':
      return literal(json, at, 'null')
    case '"':
      return string(json, at + 1)
    case '/':
      return failed('probable comment found in input text, comments are not enabled.', at + 1)
    default:
      return /[-0-9]/.test(first) ? number(json, at) : failed('invalid char in json text.', at + 1)
  }
}

const failed = (text: string, end: number): JsonToken => ({ type: 'error', text, end })

const literal = (json: ByteString, start: number, text: 'true' | 'false' | 'null'): JsonToken => {
  for (let at = 1; at < text.length; at++) {
    if (start + at >= json.length) return { type: 'end', end: start + at }
    if (json[start + at] !== text[at]) return failed('invalid string in json text.', start + at + 1)
  }
  return { type: 'literal', text, end: start + text.length }
}

const number = (json: ByteString, start: number): JsonToken => {
  const steps = [
    { expected: /-?(?:0|[1-9][0-9]*)/y, missing: 'a digit is required after the minus sign.' },
    { sign: '.', expected: /\.[0-9]+/y, missing: 'a digit is required after the decimal point.' },
    { sign: 'eE', expected: /[eE][+-]?[0-9]+/y, missing: 'a digit is required after the exponent.' },
  ]
  let at = start
  for (const { sign, expected, missing } of steps) {
    if (sign !== undefined && (at >= json.length || !sign.includes(json.charAt(at)))) continue
    expected.lastIndex = at
    const found = expected.exec(json)?.[0]
    if (found === undefined) {
      const bad = at + (/^[eE][+-]/.test(json.slice(at, at + 2)) ? 2 : 1)
      return bad >= json.length ? { type: 'end', end: bad } : failed(`malformed number, ${missing}`, bad + 1)
    }
    at += found.length
  }
  if (at >= json.length) return { type: 'end', end: at }
  return { type: 'number', text: json.slice(start, at), end: at + 1 }
}

const string = (json: ByteString, start: number): JsonToken => {
  for (let at = start; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 0x22) return { type: 'string', text: json.slice(start, at), end: at + 1 }
    if (code < 0x20) return failed('invalid character inside string.', at + 1)
    if (code === 0x5c) {
      if (++at >= json.length) break
      if (json[at] !== 'u') {
        if (/["\\/bfnrt]/.test(json.charAt(at))) continue
        return failed("inside a string, '\\' occurs before a character which it may not.", at + 1)
      }
      for (let digits = 0; digits < 4; digits++) {
        if (++at >= json.length) return { type: 'end', end: at }
        if (hexDigit(json.charCodeAt(at)) >= 0) continue
        return failed("invalid (non-hex) character occurs after '\\u' inside string.", at + 1)
      }
    } else if (code >= 0x80) {
      const length = code >> 5 === 6 ? 1 : code >> 4 === 14 ? 2 : code >> 3 === 30 ? 3 : 0
      if (length === 0) return failed('invalid bytes in UTF8 string.', at + 1)
      for (let more = 0; more < length; more++) {
        if (++at >= json.length) return { type: 'end', end: at }
        if (json.charCodeAt(at) >> 6 !== 2) return failed('invalid bytes in UTF8 string.', at + 1)
      }
    }
  }
  return { type: 'end', end: json.length }
}

/**
 * A string's text with its escapes undone, as yajl does: `\u` gives UTF-8, a high surrogate takes the next `\u`
 * whatever that is, or becomes `?`.
 */
export const unescapedJson = (text: ByteString): ByteString =>
  text.includes('\\') ? text.replace(/\\(?:u([0-9A-Fa-f]{4})((?:\\u[0-9A-Fa-f]{4})?)|(.))/gs, unescapeOne) : text

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const unescapeOne = (
  _: string,
  digits: string | undefined,
  next: string | undefined,
  simple: string | undefined,
): string => {
  if (simple !== undefined) return simpleEscapes[simple] ?? simple
  const code = Number.parseInt(digits ?? '', 16)
  const following = next ?? ''
  if ((code & 0xfc00) !== 0xd800) return utf8(code) + unescapedJson(following)
  if (following === '') return '?'
  const low = Number.parseInt(following.slice(2), 16)
  return utf8(((code & 0x3f) << 10) | ((((code >> 6) & 0xf) + 1) << 16) | (low & 0x3ff))
}

/** UTF-8 octets of a code point; surrogates get three octets like any other. */
const utf8 = (code: number): ByteString => {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f)
  if (code < 0x80) return String.fromCharCode(code)
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0))
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0))
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0))
}
