import type { ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { BodyContext, ProcessorOf } from '../transaction/parts.ts'
import type { BodyError, BodyResult, MultipartFlags } from '../values.ts'
import { type Boundary, readBoundary } from './content-type-boundary.ts'
import { type Filling, fillings } from './multipart-lines.ts'
import { contentOf, newPart, type Part, type PartHeaders, takeHeaderLine } from './multipart-part.ts'

/** What an engine has of its own in a multipart body. */
export type MultipartReading = PartHeaders & {
  /** What is checked as the boundary, of the text behind the equals sign. */
  readonly boundaryOf: (text: ByteString) => ByteString
  /** Whether a line that looks like a boundary is forgotten when a boundary follows. */
  readonly unmatchedBoundaries: 'kept' | 'forgotten'
  readonly error: (fault: string, found: 'boundary' | 'streaming' | 'end') => BodyError
}

/** Parts of a multipart/form-data body, as apache2/msc_multipart.c of ModSecurity 2.9.7 reads them. */
export const multipart: ProcessorOf<MultipartReading> = own => (body, context) => {
  const boundary = readBoundary(context.contentType, own.boundaryOf)
  const reading = newReading(boundary, context, own)
  if (boundary.fault !== undefined) return result(reading, { error: own.error(boundary.fault, 'boundary') })
  const streaming = read(reading, body)
  const fault = streaming ?? (body === '' ? undefined : complete(reading))
  if (fault === undefined) return result(reading, {})
  return result(reading, { error: own.error(fault, streaming === undefined ? 'end' : 'streaming') })
}

/** An error of where it is found (apache2/msc_multipart.c, 2.9.7). */
export const multipartErrorWhereFound: MultipartReading['error'] = (fault, found) => {
  const message = `Multipart: ${fault}`
  if (found === 'boundary') return { message, found: 'streaming', logged: `Multipart parsing error (init): ${message}` }
  const whole = `Multipart parsing error: ${message}`
  return found === 'end' ? { message: whole, found } : { message: whole, found, logged: whole }
}

/** An error that is the same wherever it is found (request_body_processor/multipart.cc, 3.0.13). */
export const multipartError: MultipartReading['error'] = fault => ({
  message: `Multipart parsing error: Multipart: ${fault}`,
  found: 'streaming',
})

type Flag = keyof MultipartFlags

/** What is known while a body is read. */
type Reading = {
  readonly boundary: Boundary
  readonly context: BodyContext
  readonly own: MultipartReading
  readonly flags: Set<Flag>
  readonly parts: Part[]
  part: Part | undefined
  state: 'before' | 'headers' | 'first data' | 'data' | 'complete'
  boundaryCount: number
  noFilesOctets: number
  fileCount: number
  rest: Filling | undefined
  lastName: ByteString | undefined
  lastFileName: ByteString | undefined
  readonly notices: ByteString[]
}

const newReading = (boundary: Boundary, context: BodyContext, own: MultipartReading): Reading => {
  const flags = new Set<Flag>()
  if (boundary.isQuoted) flags.add('BOUNDARY_QUOTED')
  if (boundary.hasWhitespace) flags.add('BOUNDARY_WHITESPACE')
  if (boundary.lacksSemicolon) flags.add('MISSING_SEMICOLON')
  if (boundary.fault !== undefined) flags.add('STRICT_ERROR')
  const counts = { boundaryCount: 0, noFilesOctets: 0, fileCount: 0 }
  const nothing = { part: undefined, rest: undefined, lastName: undefined, lastFileName: undefined }
  return { boundary, context, own, flags, parts: [], state: 'before', ...counts, ...nothing, notices: [] }
}

/** Reads the body; the text of an error that stops it. */
const read = (reading: Reading, body: ByteString): string | undefined => {
  const lines = fillings(body)
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done === true) {
      reading.rest = next.value
      return undefined
    }
    const fault = take(reading, next.value)
    if (fault !== undefined) {
      reading.flags.add('STRICT_ERROR')
      return fault
    }
    if (reading.state === 'complete') {
      if (next.value.end < body.length) reading.flags.add('DATA_AFTER')
      return undefined
    }
  }
}

const take = (reading: Reading, filling: Filling): string | undefined => {
  const found = boundaryIn(reading, filling)
  if (found !== 'data') return found?.fault
  const { text, isFull } = filling
  const { part, flags, own } = reading
  if (part === undefined) flags.add('DATA_BEFORE')
  else if (reading.state === 'headers') {
    if (isFull) return 'Part header line over 4096 bytes long'
    if (text.includes('\0')) return 'Nul byte in part headers.'
    reading.noFilesOctets += text.length
    flags.add(text.endsWith('\r\n') ? 'CRLF_LINE' : 'LF_LINE')
    const line = takeHeaderLine(part, text, own)
    if (line.isFolded) flags.add('HEADER_FOLDING')
    if (line.isInvalidlyFolded) flags.add('INVALID_HEADER_FOLDING')
    if (part.disposition !== undefined) noteDisposition(reading, part)
    return line.fault
  } else {
    reading.state = 'data'
    if (part.disposition?.fileName === undefined) reading.noFilesOctets += text.length
    else store(reading, part, text)
    part.content.push(text)
  }
  return undefined
}

/** Handles a filling that is a boundary or looks like one; `data` if it is to be taken as data. */
const boundaryIn = (reading: Reading, filling: Filling): 'data' | { readonly fault: string } | undefined => {
  const { boundary, flags } = reading
  if (!filling.startsLine) return 'data'
  const nul = filling.text.indexOf('\0')
  const text = nul === -1 ? filling.text : filling.text.slice(0, nul)
  const mark = `--${boundary.boundary}`
  if (text.length <= 3 || !text.startsWith('--')) {
    if (filling.text.includes(mark)) flags.add('UNMATCHED_BOUNDARY')
    return 'data'
  }
  if (!text.startsWith(mark)) {
    if (boundary.isQuoted && text.startsWith(`--"${boundary.boundary}`)) return { fault: 'Invalid boundary (quotes).' }
    const unblanked = text.slice(2).replace(/^[\t-\r ]+/, '')
    if (unblanked.length < text.length - 2 && unblanked.startsWith(boundary.boundary)) {
      return { fault: 'Invalid boundary (whitespace).' }
    }
    flags.add('UNMATCHED_BOUNDARY')
    return 'data'
  }
  if (filling.followsBareFeed) flags.add('LF_LINE')
  if (reading.state === 'headers' || reading.state === 'first data') {
    flags.add('INVALID_PART')
    return 'data'
  }
  if (reading.own.unmatchedBoundaries === 'forgotten' && reading.boundaryCount > 0) flags.delete('UNMATCHED_BOUNDARY')
  const end = text.slice(mark.length)
  const isFinal = end.startsWith('--')
  const lineEnd = isFinal ? end.slice(2) : end
  if (lineEnd !== '\r\n' && lineEnd !== '\n') return { fault: `Invalid boundary: ${escapeLogKeepingQuotes(text)}` }
  flags.add(lineEnd === '\n' ? 'LF_LINE' : 'CRLF_LINE')
  reading.boundaryCount++
  endPart(reading)
  reading.state = isFinal ? 'complete' : 'headers'
  if (!isFinal) reading.part = newPart()
  return undefined
}

/** A part without a name is no part. */
const endPart = (reading: Reading): void => {
  const { part } = reading
  if (part?.disposition?.name !== undefined) reading.parts.push(part)
  else if (part !== undefined) reading.flags.add('INVALID_PART')
  reading.part = undefined
}

const noteDisposition = (reading: Reading, { disposition }: Part): void => {
  if (disposition?.hasInvalidQuoting) reading.flags.add('INVALID_QUOTING')
  reading.lastName = disposition?.lastName ?? reading.lastName
  reading.lastFileName = disposition?.lastFileName ?? reading.lastFileName
  reading.state = 'first data'
}

/**
 * Takes a piece of a file's content into the file that the engine keeps of it. The limit is looked at with each piece, a line or 4096
 * octets: of the last file that it allows nothing but the first piece is kept (`multipart_process_part_data`, seen on 2.9.7 and 2.9.13).
 */
const store = (reading: Reading, part: Part, piece: ByteString): void => {
  const limit = reading.context.uploadFileLimit
  if (reading.fileCount < limit) {
    if (part.stored.length === 0) reading.fileCount++
    part.stored.push(piece)
  } else if (!reading.flags.has('FILE_LIMIT_EXCEEDED')) {
    reading.flags.add('FILE_LIMIT_EXCEEDED')
    reading.notices.push(`Multipart: Upload file limit exceeded SecUploadFileLimit ${limit}.`)
  }
}

/** The end of the body: the last boundary may lack its line end. The text of an error. */
const complete = (reading: Reading): string | undefined => {
  if (reading.state === 'complete') return undefined
  if (reading.boundaryCount === 0) return 'No boundaries found in payload.'
  const { rest, boundary, flags } = reading
  if (rest === undefined || !rest.startsLine || rest.text !== `--${boundary.boundary}--`)
    return 'Final boundary missing.'
  if (rest.followsBareFeed) flags.add('LF_LINE')
  if (reading.state === 'headers' || reading.state === 'first data') flags.add('INVALID_PART')
  endPart(reading)
  return undefined
}

const strictFlags: readonly Flag[] = [
  'BOUNDARY_QUOTED',
  'BOUNDARY_WHITESPACE',
  'DATA_BEFORE',
  'DATA_AFTER',
  'HEADER_FOLDING',
  'LF_LINE',
  'MISSING_SEMICOLON',
  'INVALID_QUOTING',
  'INVALID_PART',
  'INVALID_HEADER_FOLDING',
  'FILE_LIMIT_EXCEEDED',
]

const result = (reading: Reading, { error }: Pick<BodyResult, 'error'>): BodyResult => {
  const { parts, context, lastName, lastFileName } = reading
  const fields = parts
    .filter(part => part.disposition?.fileName === undefined)
    .map(part => ({ name: part.disposition?.name ?? '', value: contentOf(part.content), origin: 'BODY' as const }))
  const args = error === undefined ? fields : []
  const isOver = context.tooManyArguments === 'reported' && args.length > context.argumentsLeft
  const over = isOver ? ({ message: 'SecArgumentsLimit exceeded', found: 'streaming' } as const) : undefined
  const shownError = error ?? over
  return {
    args: args.slice(0, context.argumentsLeft),
    files: parts.flatMap((part, index) => {
      const fileName = part.disposition?.fileName
      if (fileName === undefined) return []
      const contentType = part.headers.get('content-type')
      const { disposition, content, stored } = part
      return [
        {
          field: disposition?.name ?? '',
          fileName,
          contentType,
          content: contentOf(content),
          stored: stored.length === 0 ? undefined : contentOf(stored),
          part: index + 1,
        },
      ]
    }),
    partHeaders: parts.flatMap(part => part.headerLines.map(value => ({ key: part.disposition?.name, value }))),
    fields,
    multipart: shownFlags(reading.flags),
    noFilesOctets: reading.noFilesOctets,
    ...(reading.notices.length > 0 && { notices: reading.notices }),
    ...(lastName !== undefined && { lastPartName: lastName }),
    ...(lastFileName !== undefined && { lastPartFileName: lastFileName }),
    ...(shownError && { error: shownError }),
  }
}

const shownFlags = (flags: ReadonlySet<Flag>): MultipartFlags => {
  const has = (flag: Flag): boolean => flags.has(flag)
  return {
    BOUNDARY_QUOTED: has('BOUNDARY_QUOTED'),
    BOUNDARY_WHITESPACE: has('BOUNDARY_WHITESPACE'),
    DATA_BEFORE: has('DATA_BEFORE'),
    DATA_AFTER: has('DATA_AFTER'),
    HEADER_FOLDING: has('HEADER_FOLDING'),
    INVALID_HEADER_FOLDING: has('INVALID_HEADER_FOLDING'),
    LF_LINE: has('LF_LINE'),
    CRLF_LINE: has('CRLF_LINE'),
    CRLF_LF_LINES: has('CRLF_LINE') && has('LF_LINE'),
    MISSING_SEMICOLON: has('MISSING_SEMICOLON'),
    INVALID_PART: has('INVALID_PART'),
    INVALID_QUOTING: has('INVALID_QUOTING'),
    FILE_LIMIT_EXCEEDED: has('FILE_LIMIT_EXCEEDED'),
    UNMATCHED_BOUNDARY: has('UNMATCHED_BOUNDARY'),
    STRICT_ERROR: has('STRICT_ERROR') || strictFlags.some(has),
  }
}
