import type { ByteString } from '../bytes.ts'

/** What ModSecurity reads from a part's Content-Disposition, as far as it came. */
export type Disposition = {
  readonly name: ByteString | undefined
  readonly fileName: ByteString | undefined
  /** The values last seen, even of a parameter that made it stop (MULTIPART_NAME, MULTIPART_FILENAME). */
  readonly lastName: ByteString | undefined
  readonly lastFileName: ByteString | undefined
  readonly hasInvalidQuoting: boolean
  /** The number of the error text `Invalid Content-Disposition header (N): …`. */
  readonly fault?: number
}

/**
 * Reads `form-data; name="a"; filename="b"` as `multipart_parse_content_disposition` of 2.9.7 does. Of extended names
 * (`filename*`) libmodsecurity checks the form.
 */
export const readDisposition = (header: ByteString, extendedNames: 'refused' | 'checked'): Disposition => {
  let name: ByteString | undefined
  let fileName: ByteString | undefined
  let lastName: ByteString | undefined
  let lastFileName: ByteString | undefined
  let hasInvalidQuoting = false
  let hasExtendedName = false
  const stop = (fault?: number): Disposition => {
    const seen = { name, fileName, lastName, lastFileName, hasInvalidQuoting }
    return fault === undefined ? seen : { ...seen, fault }
  }
  if (!header.startsWith('form-data')) return stop(-1)
  let at = skipBlanks(header, 9)
  if (at === header.length) return stop()
  if (header[at] !== ';') return stop(-2)
  at++
  while (at < header.length) {
    at = skipBlanks(header, at)
    if (at === header.length) return stop(-3)
    const parameterEnd = firstOf(header, /[=\t ]/g, at)
    if (parameterEnd === header.length) return stop(-4)
    const parameter = header.slice(at, parameterEnd)
    at = skipBlanks(header, parameterEnd)
    if (at === header.length) return stop(-5)
    if (header[at] !== '=') return stop(-13)
    at = skipBlanks(header, at + 1)
    if (at === header.length) return stop(-6)
    const isExtended = extendedNames === 'checked' && parameter === 'filename*'
    const found = isExtended ? extendedValue(header, at) : value(header, at)
    if (!isExtended && header[at] === "'") hasInvalidQuoting = true
    if (typeof found === 'number') return stop(found)
    if (parameter !== 'name' && parameter !== 'filename' && !isExtended) return stop(-11)
    if (!isExtended && header[at] !== '"' && found.text.includes("'")) hasInvalidQuoting = true
    if (parameter === 'name') {
      lastName = found.text
      if (name !== undefined) return stop(-14)
      name = found.text
    } else if (parameter === 'filename') {
      lastFileName = found.text
      if (fileName !== undefined) return stop(-15)
      fileName = found.text
    } else {
      if (hasExtendedName) return stop(-20)
      hasExtendedName = true
    }
    at = skipBlanks(header, found.end)
    if (at === header.length) break
    if (header[at] !== ';') {
      if (/["']/.test(header.charAt(at - 1))) hasInvalidQuoting = true
      return stop(-12)
    }
    at++
  }
  return stop()
}

type Value = { readonly text: ByteString; readonly end: number }

/** A quoted value (a backslash escapes the quote or itself only) or a token; or the number of the error. */
const value = (header: ByteString, start: number): Value | number => {
  const quote = header.charAt(start)
  if (quote !== '"' && quote !== "'") {
    const end = firstOf(header, /[^!#$%&'*+\-.^_`|~0-9A-Za-z{}]/g, start)
    return { text: header.slice(start, end), end }
  }
  if (start + 1 === header.length) return -7
  let text = ''
  for (let at = start + 1; at < header.length; at++) {
    let char = header.charAt(at)
    if (char === quote) return { text, end: at + 1 }
    if (char === '\\') {
      if (at + 1 === header.length) return -8
      const next = header.charAt(at + 1)
      if (next === quote || next === '\\') {
        char = next
        at++
      }
    }
    text += char
  }
  return -10
}

/** `filename*=charset'language'percent-encoded`. */
const extendedValue = (header: ByteString, start: number): Value | number => {
  const charset = /[0-9A-Za-z!#$%&+\-^_`{}~]+'/y
  charset.lastIndex = start
  if (!charset.test(header)) return -16
  const languageEnd = header.indexOf("'", charset.lastIndex)
  if (languageEnd === -1) return -17
  const end = firstOf(header, /;/g, languageEnd + 1)
  const text = header.slice(languageEnd + 1, end)
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return -18
  return /^[0-9A-Za-z!#$&+\-.^_`|~%]*$/.test(text) ? { text, end } : -19
}

const skipBlanks = (text: ByteString, from: number): number => firstOf(text, /[^\t ]/g, from)

/** Where a pattern first matches from an offset on; the length of the text where it does not. */
const firstOf = (text: ByteString, pattern: RegExp, from: number): number => {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}
