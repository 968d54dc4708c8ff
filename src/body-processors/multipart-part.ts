import { type ByteString, lowerCase } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import { type Disposition, readDisposition } from './content-disposition.ts'
import { bufferOctets } from './multipart-lines.ts'

/** A part while it is read. */
export type Part = {
  /** Header values by lower-case name. */
  readonly headers: Map<ByteString, ByteString>
  /** Header lines as MULTIPART_PART_HEADERS shows them. */
  readonly headerLines: ByteString[]
  lastHeader: ByteString | undefined
  lastLine: ByteString | undefined
  disposition: Disposition | undefined
  readonly content: ByteString[]
  /** Of a file: the pieces that the engine keeps. */
  readonly stored: ByteString[]
}

export const newPart = (): Part => ({
  headers: new Map(),
  headerLines: [],
  lastHeader: undefined,
  lastLine: undefined,
  disposition: undefined,
  content: [],
  stored: [],
})

/** Content without the line end that belongs to the boundary after it. */
export const contentOf = (pieces: readonly ByteString[]): ByteString => pieces.join('').replace(/\r?\n$/, '')

/** What a header line brought to light: flags, and the text of an error without `Multipart: `. */
export type HeaderLine = {
  readonly isFolded?: boolean
  readonly isInvalidlyFolded?: boolean
  readonly fault?: string
}

/** What an engine has of its own in the headers of a part. */
export type PartHeaders = {
  /** Characters that the name of a header may have. */
  readonly headerNames: 'printable' | 'any'
  readonly extendedNames: 'refused' | 'checked'
}

/** Takes a header line of a part (an empty one ends them), as `multipart_process_part_header` does. */
export const takeHeaderLine = (part: Part, line: ByteString, reading: PartHeaders): HeaderLine => {
  if (line === '\r\n' || line === '\n') return endHeaders(part, reading)
  return /^[\t-\r ]/.test(line) ? foldHeader(part, line) : addHeader(part, line, reading)
}

const endHeaders = (part: Part, { extendedNames }: PartHeaders): HeaderLine => {
  const header = part.headers.get('content-disposition')
  if (header === undefined) return { fault: 'Part missing Content-Disposition header.' }
  const disposition = readDisposition(header, extendedNames)
  part.disposition = disposition
  if (disposition.fault !== undefined) {
    const shown = escapeLogKeepingQuotes(header)
    return { fault: `Invalid Content-Disposition header (${disposition.fault}): ${shown}.` }
  }
  if (disposition.name === undefined) return { fault: 'Content-Disposition header missing name field.' }
  if (disposition.fileName !== undefined && !header.includes('filename=')) {
    return { fault: 'Invalid Content-Disposition header (filename).' }
  }
  keepLastLine(part)
  return {}
}

const foldHeader = (part: Part, line: ByteString): HeaderLine => {
  const blanks = /^[\t-\r ]+/.exec(line)?.[0] ?? ''
  if (part.lastHeader === undefined) {
    return { isFolded: true, isInvalidlyFolded: /^[^\t ]/.test(line), fault: 'Invalid part header (folding error).' }
  }
  const isFolded = { isFolded: true, isInvalidlyFolded: /[^\t ]/.test(blanks) }
  const name = lowerCase(part.lastHeader)
  const value = `${part.headers.get(name) ?? ''} ${withoutLineEnd(line.slice(blanks.length))}`
  part.headers.set(name, value)
  if (value.length > bufferOctets) return { ...isFolded, fault: 'Part header too long.' }
  part.lastLine = `${part.lastHeader}: ${value}`
  return isFolded
}

const addHeader = (part: Part, line: ByteString, { headerNames }: PartHeaders): HeaderLine => {
  keepLastLine(part)
  part.lastLine = withoutLineEnd(line)
  const colon = line.indexOf(':')
  if (colon === -1) return { fault: `Invalid part header (colon missing): ${escapeLogKeepingQuotes(line)}.` }
  if (colon === 0) return { fault: 'Invalid part header (header name missing).' }
  const name = line.slice(0, colon)
  if (headerNames === 'printable' && /[^!-~]/.test(name)) {
    return { fault: 'Invalid part header (contains invalid character).' }
  }
  if (part.headers.has(lowerCase(name))) return { fault: `Duplicate part header: ${escapeLogKeepingQuotes(name)}.` }
  part.headers.set(lowerCase(name), withoutLineEnd(line.slice(colon + 1).replace(/^[\t ]+/, '')))
  part.lastHeader = name
  return {}
}

const keepLastLine = (part: Part): void => {
  if (part.lastLine !== undefined) part.headerLines.push(part.lastLine)
}

const withoutLineEnd = (line: ByteString): ByteString => line.replace(/\r?\n$/, '')
