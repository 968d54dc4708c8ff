import { type ByteString, hexDigit, trim, trimStart } from '../bytes.ts'
import type { DialectName } from '../transaction/parts.ts'

/** What pm's notation says, or why it says nothing. */
export type Content = { readonly text: ByteString } | { readonly refusal: string }

/**
 * The notation of `@pm`, `@strmatch` and phrase files: quotes around the whole fall away, `|41 42|` is bytes in hex,
 * a backslash escapes `: ; \ "` and nothing else. mod_security2's `parse_pm_content` (apache2/msc_util.c) writes the
 * result over its own text and, if it decoded nothing, takes that at full length: a lone `|` moves what follows to
 * the left and leaves the old end behind. v3's stops at a character in a hex run that is no digit, a blank included.
 */
export const phraseContent = (argument: ByteString, dialect: DialectName): Content => {
  const text = unquoted(dialect === 'v2' ? trimStart(argument) : argument.replace(/^[ \t]+/, ''))
  if (text === '') return { refusal: 'Content length is 0.' }
  let out = ''
  let inHex = false
  let escaped = false
  let high = -1
  let decoded = false
  for (const char of text) {
    if (char === '|') inHex = !inHex
    else if (!escaped && char === '\\') escaped = true
    else if (inHex) {
      const digit = hexDigit(char.charCodeAt(0))
      if (digit === -1 && dialect === 'v3') return { refusal: 'Invalid hex character.' }
      if (digit === -1) continue
      if (high === -1) high = digit
      else {
        out += String.fromCharCode(high * 16 + digit)
        high = -1
        decoded = true
      }
    } else if (escaped) {
      if (!/[:;\\"]/.test(char)) return { refusal: 'Unsupported escape sequence.' }
      out += char
      escaped = false
      decoded = true
    } else out += char
  }
  if (dialect === 'v3') return { text: out }
  return { text: untilNul(decoded ? out : out + text.slice(out.length)) }
}

/** The phrases of `@pm`'s argument: split at white space after the notation is read, or of the raw text. */
export const argumentPhrases = (argument: ByteString, dialect: DialectName): readonly ByteString[] => {
  const content = phraseContent(argument, dialect)
  return ('text' in content ? content.text : argument).split(/[\t-\r ]+/).filter(phrase => phrase !== '')
}

/**
 * The phrases of a file, one a line, blank and `#` lines apart. v2 reads the notation of `@pm` in each line, its line
 * feed included (so quotes fall away only on a last line without one), trims it, and overlooks a phrase of a single
 * character; v3 takes the line as it is.
 */
export const filePhrases = (text: ByteString, dialect: DialectName): readonly ByteString[] =>
  dialect === 'v2'
    ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
        .map(linePhrase)
        .filter(phrase => phrase.length > 1 && !phrase.startsWith('#'))
    : text.split('\n').filter(line => line !== '' && !/^[\t-\r ]*#/.test(line))

const linePhrase = (line: ByteString): ByteString => {
  const content = phraseContent(line, 'v2')
  return trim('text' in content ? content.text : untilNul(line))
}

const unquoted = (text: ByteString): ByteString =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text

/** C strings end there. */
const untilNul = (text: ByteString): ByteString => {
  const nul = text.indexOf('\0')
  return nul === -1 ? text : text.slice(0, nul)
}
