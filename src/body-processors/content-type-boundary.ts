import { type ByteString, isSpace, lowerCase } from '../bytes.ts'

/** What is read from a multipart Content-Type. `fault` is its text without the `Multipart: ` in front. */
export type Boundary = {
  readonly boundary: ByteString
  readonly isQuoted: boolean
  readonly hasWhitespace: boolean
  readonly lacksSemicolon: boolean
  readonly fault?: string
}

/**
 * The boundary of a Content-Type, checked in the order of ModSecurity's `multipart_init` (2.9.7). `boundaryOf` takes from what
 * follows the equals sign what is checked as the boundary.
 */
export const readBoundary = (
  contentType: ByteString | undefined,
  boundaryOf: (text: ByteString) => ByteString,
): Boundary => {
  const known = { boundary: '', isQuoted: false, hasWhitespace: false, lacksSemicolon: false }
  if (contentType === undefined) return { ...known, fault: 'Content-Type header not available.' }
  if (contentType.length > 1024) return { ...known, fault: 'Invalid boundary in C-T (length).' }
  if (!lowerCase(contentType).startsWith('multipart/form-data')) return { ...known, fault: 'Invalid MIME type.' }
  const count = countBoundaries(contentType)
  if (count > 1) return { ...known, fault: 'Multiple boundary parameters in C-T.' }
  const start = contentType.indexOf('boundary')
  if (start === -1) {
    const fault = count > 0 ? 'Invalid boundary in C-T (case sensitivity).' : 'Boundary not found in C-T.'
    return { ...known, fault }
  }
  const before = withoutSpace(contentType.slice('multipart/form-data'.length, start))
  if (before !== '' && before !== ';') return { ...known, fault: 'Invalid boundary in C-T (malformed).' }
  const lacksSemicolon = before === ''
  const equals = contentType.indexOf('=', start + 8)
  if (equals === -1) return { ...known, lacksSemicolon, fault: 'Invalid boundary in C-T (malformed).' }
  const afterName = contentType.slice(start + 8, equals)
  if (withoutSpace(afterName) !== '') {
    const hasWhitespace = isSpace(afterName.charCodeAt(0))
    return { ...known, lacksSemicolon, hasWhitespace, fault: 'Invalid boundary in C-T (parameter name).' }
  }
  const value = contentType.slice(equals + 1)
  const hasWhitespace = afterName !== '' || isSpace(value.charCodeAt(0))
  const found = { ...known, lacksSemicolon, hasWhitespace }
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
  if (!isQuoted && (value.startsWith('"') || (value.length >= 2 && value.endsWith('"')))) {
    return { ...found, fault: 'Invalid boundary in C-T (quote).' }
  }
  const boundary = boundaryOf(isQuoted ? value.slice(1, -1) : value)
  const fault = boundaryFault(boundary)
  return { ...found, isQuoted, boundary, ...(fault !== undefined && { fault }) }
}

const boundaryFault = (boundary: ByteString): string | undefined => {
  if (countBoundaries(boundary) !== 0) return 'Invalid boundary in C-T (content).'
  if (!hasValidCharacters(boundary)) return 'Invalid boundary in C-T (characters).'
  return boundary === '' ? 'Invalid boundary in C-T (empty).' : undefined
}

/** A boundary without the parameters behind it, where they make it invalid (request_body_processor/multipart.cc, 3.0.13). */
export const withoutParameters = (text: ByteString): ByteString =>
  hasValidCharacters(text) ? text : text.replace(/;.*$/s, '')

/** RFC 2046's characters; a blank may not be last. */
const hasValidCharacters = (boundary: ByteString): boolean =>
  /^[0-9A-Za-z '()+_,\-./:=?]*$/.test(boundary) && !boundary.endsWith(' ')

/** How often the word occurs, in any case, with an equals sign somewhere after it. */
const countBoundaries = (text: ByteString): number => {
  const lower = lowerCase(text)
  let count = 0
  for (let at = lower.indexOf('boundary'); at !== -1; at = lower.indexOf('boundary', at + 8)) {
    if (lower.includes('=', at + 8)) count++
  }
  return count
}

const withoutSpace = (text: ByteString): ByteString => text.replace(/[\t-\r ]/g, '')
