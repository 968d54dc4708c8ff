import { type ByteString, equalsIgnoringCase, fromOctets, lowerCase } from '../../bytes.ts'
import { headerValue, mergedHeaders, withoutHeader } from '../../http/headers.ts'
import type { Header, HttpRequest } from '../../http/message.ts'
import type { AcceptedRequest, BodyFault, Reading, RefusedRequest, ServerAnswer } from '../server.ts'
import { bodyReads } from './body-reads.ts'
import { decodeChunked } from './chunked.ts'
import { readHeaders } from './header-block.ts'
import { hostHeader, requestedHost, targetHost } from './host.ts'
import { lineAt } from './lines.ts'
import { parseRequestLine, type RequestLine } from './request-line.ts'
import { resolvePath } from './uri.ts'

/**
 * What Apache httpd 2.4 with its default configuration does with a client's octets before ModSecurity sees anything:
 * HttpProtocolOptions Strict, LimitRequestLine 8190, LimitRequestFields 100, LimitRequestFieldSize 8190,
 * AllowEncodedSlashes Off. Seen on Debian's 2.4.71. A client that sends too little is taken to wait, so httpd times
 * out (408); had it closed the connection, the status would be 400.
 */
export const parseRequest = (octets: Uint8Array): Reading => {
  const text = fromOctets(octets)
  let at = 0
  for (let blankLines = 0; blankLines < blankLineLimit && text.startsWith('\r\n', at); blankLines++) at += 2
  const first = lineAt(text, at)
  if (first === 'incomplete') return refused(emptyRequest, 0, 'the request line has no end')
  if (first === 'too long') return refused(emptyRequest, 414, 'AH00565 the request line is too long')
  if (typeof first === 'string') return refused(emptyRequest, 400, `AH00566 the request line is refused: ${first}`)
  const line = parseRequestLine(first.text)
  const { method, target, protocol } = line
  const known = { ...emptyRequest, line: first.text.replace(/ $/, ''), method, target, protocol }
  if ('reason' in line) return refused(known, 400, line.reason)
  const request = { ...known, path: line.parts.path, query: line.parts.query }
  if (protocol === 'HTTP/0.9') return accepted(request, line, first.next)
  const block = readHeaders(text, first.next)
  if ('reason' in block) {
    const isIncomplete = block.reason === 'incomplete'
    const reason = isIncomplete ? 'the header fields have no end' : block.reason
    return refused({ ...request, headers: block.headers }, isIncomplete ? 408 : 400, reason)
  }
  const fault = headerFault(line, block.headers)
  if (fault !== undefined) return refused({ ...request, headers: block.headers }, fault.status, fault.reason)
  return withBody({ ...request, headers: effectiveHeaders(line, block.headers) }, line, text, block.next)
}

const blankLineLimit = 10

const emptyRequest: HttpRequest = {
  line: '',
  method: '',
  target: '',
  path: '',
  query: undefined,
  protocol: '',
  headers: [],
  body: '',
}

const refused = (request: HttpRequest, status: RefusedRequest['status'], reason: string): RefusedRequest => ({
  kind: 'refused',
  status,
  request,
  reason,
})

const accepted = (request: HttpRequest, line: RequestLine, consumedOctets: number): AcceptedRequest => {
  const isForeign = line.parts.scheme !== undefined && !/^https?$/.test(lowerCase(line.parts.scheme))
  const resolved = resolvePath(request.path)
  const path = isForeign ? request.path : resolved.path
  const answer = isForeign ? foreignAnswer : uriAnswer(request, resolved.status)
  return { kind: 'request', request, resolvedPath: path, consumedOctets, ...(answer && { uriAnswer: answer }) }
}

/** For a scheme other than http and https; the path is not looked at. */
const foreignAnswer: ServerAnswer = { status: 400, phases: [3, 4, 5] }

/** What httpd answers between phase 1 and phase 2 because of method and URI. */
const uriAnswer = (request: HttpRequest, status: 400 | 404 | undefined): ServerAnswer | undefined => {
  if (status === 400) {
    const logged = { file: 'request.c', line: 212, text: `AH10244: invalid URI path (${request.target})` }
    return { status, phases: [3, 4, 5], logged }
  }
  if (status === 404) return { status, phases: [3, 4, 5] }
  if (request.method === 'OPTIONS' && (request.path === '' || request.path === '*')) {
    return { status: 200, phases: [5], isEmpty: true }
  }
  return undefined
}

const headerFault = (
  line: RequestLine,
  fields: readonly Header[],
): { readonly status: 400 | 417; readonly reason: string } | undefined => {
  const headers = mergedHeaders(fields)
  const length = headerValue(headers, 'Content-Length')
  if (length !== undefined && !isStrictLength(length))
    return { status: 400, reason: 'AH10242 the Content-Length is invalid' }
  const coding = headerValue(headers, 'Transfer-Encoding')
  if (coding !== undefined && !isChunked(coding))
    return { status: 400, reason: 'AH02539 the Transfer-Encoding is unknown' }
  const host = requestedHost(line.parts, line.method, headers)
  if (host !== undefined && 'malformed' in host) return { status: 400, reason: 'AH00550 the host is malformed' }
  const needsHost = line.protocol !== 'HTTP/1.0' && host === undefined
  if (needsHost || (line.protocol === 'HTTP/1.1' && headerValue(headers, 'Host') === undefined)) {
    return { status: 400, reason: 'AH00569 the host is missing' }
  }
  const expect = headerValue(headers, 'Expect') ?? ''
  if (expect !== '' && !equalsIgnoringCase(expect, '100-continue'))
    return { status: 417, reason: 'AH00570 the Expect is unknown' }
  return undefined
}

/** Digits that fit 63 bits. */
const isStrictLength = (value: ByteString): boolean => /^\d+$/.test(value) && BigInt(value) <= 0x7fff_ffff_ffff_ffffn

const isChunked = (coding: ByteString): boolean =>
  equalsIgnoringCase(coding.slice(coding.lastIndexOf(',') + 1).replace(/^ +/, ''), 'chunked')

/** A host in the URI replaces the Host header; a Transfer-Encoding removes the Content-Length. */
const effectiveHeaders = (line: RequestLine, headers: readonly Header[]): readonly Header[] => {
  const host = requestedHost(line.parts, line.method, headers)
  const isNamed = targetHost(line.parts, line.method) !== undefined && host !== undefined && 'name' in host
  const replaced = isNamed
    ? mergedHeaders(headers).map(header =>
        equalsIgnoringCase(header.name, 'Host') ? { ...header, value: hostHeader(host.name, line.parts.port) } : header,
      )
    : headers
  return headerValue(replaced, 'Transfer-Encoding') === undefined ? replaced : withoutHeader(replaced, 'Content-Length')
}

const withBody = (request: HttpRequest, line: RequestLine, text: ByteString, offset: number): Reading => {
  if (headerValue(request.headers, 'Transfer-Encoding') !== undefined) {
    const chunked = decodeChunked(text, offset)
    const { body, reads } = chunked
    const known = { ...request, body, bodyReads: reads }
    if ('next' in chunked) return accepted(known, line, chunked.next)
    return { ...accepted(known, line, text.length), bodyFault: bodyFaults[chunked.fault] }
  }
  const lengthOctets = Number(headerValue(request.headers, 'Content-Length') ?? 0)
  const end = offset + lengthOctets
  const body = text.slice(offset, end)
  const known = { ...request, body, bodyReads: bodyReads(offset, offset + body.length) }
  const parsed = accepted(known, line, offset + body.length)
  return end <= text.length ? parsed : { ...parsed, bodyFault: bodyFaults.incomplete }
}

const TOO_LARGE = 'HTTP Error 413 - Request entity too large. (Most likely.)'

/** The filter that takes chunks apart answers a bad one by itself; the rest is for whoever reads the body. */
const bodyFaults = {
  incomplete: { status: 408, cause: 'The timeout specified has expired', answered: 'by the reader' },
  malformed: { status: 400, cause: TOO_LARGE, answered: 'at once' },
  'too large': { status: 413, cause: TOO_LARGE, answered: 'at once' },
  'malformed trailer': { status: 400, cause: 'Invalid argument', answered: 'by the reader, marked' },
} as const satisfies Record<string, BodyFault>
