import { type ByteString, hexDigit, trim, trimStart, untilNul } from '../bytes.ts'
import { PartError } from '../errors.ts'

/** What pm's notation says, or why it says nothing. */
export type Content = { readonly text: ByteString } | { readonly refusal: string }

/**
 * What a text says in pm's notation, as mod_security2's `parse_pm_content` (apache2/msc_util.c) reads it: it writes
 * the result over its own text and, if it decoded nothing, takes that at full length, so that a lone `|` moves what
 * follows to the left and leaves the old end behind. What is no digit in a run of hex is overlooked.
 */
export const contentInPlace = (argument: ByteString): Content => {
  const text = unquoted(trimStart(argument))
  const found = decode(text, 'overlooked')
  if ('refusal' in found) return found
  return { text: untilNul(found.isChanged ? found.text : found.text + text.slice(found.text.length)) }
}

/** The same of libmodsecurity, which stops at a character in a run of hex that is no digit, a blank included. */
const checkedContent = (argument: ByteString): Content => decode(unquoted(argument.replace(/^[ \t]+/, '')), 'refused')

/** The phrases of an argument that has to be there, apart by white space after the notation is read, or in the raw text. */
export const phrasesInPlace = (argument: ByteString): readonly ByteString[] => {
  if (argument === '') {
    const words = "Missing parameter for operator 'pm'."
    throw new PartError('MISSING_PARAMETER', words, words)
  }
  return apart(contentInPlace(argument), argument)
}

/** The same as libmodsecurity reads it. */
export const checkedPhrases = (argument: ByteString): readonly ByteString[] => apart(checkedContent(argument), argument)

const apart = (content: Content, raw: ByteString): readonly ByteString[] =>
  apartByWhiteSpace('text' in content ? content.text : raw)

/** Names apart by any white space. */
export const apartByWhiteSpace = (argument: ByteString): readonly ByteString[] =>
  argument.split(/[\t-\r ]+/).filter(name => name !== '')

/** Names apart by blanks; a tab is part of a name. Seen on 3.0.16. */
export const apartByBlank = (argument: ByteString): readonly ByteString[] =>
  argument.split(' ').filter(name => name !== '')

/**
 * The phrases of a file, one a line, `#` lines apart, in pm's notation: the line feed belongs to the line, so that
 * quotes fall away only on a last line without one. A phrase of a single character is overlooked.
 */
export const linesInNotation = (text: ByteString): readonly ByteString[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
    .map(line => {
      const content = contentInPlace(line)
      return trim('text' in content ? content.text : untilNul(line))
    })
    .filter(phrase => phrase.length > 1 && !phrase.startsWith('#'))

/** The lines of a file as they are, blank and `#` lines apart. */
export const plainLines = (text: ByteString): readonly ByteString[] =>
  text.split('\n').filter(line => line !== '' && !/^[\t-\r ]*#/.test(line))

const unquoted = (text: ByteString): ByteString =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text

/**
 * The notation of `@pm`, `@strmatch` and phrase files, its quotes gone: `|41 42|` is bytes in hex, a backslash escapes
 * `: ; \ "` and nothing else.
 */
const decode = (
  text: ByteString,
  otherDigits: 'overlooked' | 'refused',
): { text: ByteString; isChanged: boolean } | { refusal: string } => {
  if (text === '') return { refusal: 'Content length is 0.' }
  let out = ''
  let inHex = false
  let escaped = false
  let high = -1
  let isChanged = false
  for (const char of text) {
    if (char === '|') inHex = !inHex
    else if (!escaped && char === '\\') escaped = true
    else if (inHex) {
      const digit = hexDigit(char.charCodeAt(0))
      if (digit === -1 && otherDigits === 'refused') return { refusal: 'Invalid hex character.' }
      if (digit === -1) continue
      if (high === -1) high = digit
      else {
        out += String.fromCharCode(high * 16 + digit)
        high = -1
        isChanged = true
      }
    } else if (escaped) {
      if (!/[:;\\"]/.test(char)) return { refusal: 'Unsupported escape sequence.' }
      out += char
      escaped = false
      isChanged = true
    } else out += char
  }
  return { text: out, isChanged }
}
