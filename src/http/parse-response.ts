import { type ByteString, fromOctets, lowerCase } from '../bytes.ts'
import { headerValue } from './headers.ts'
import type { Header, HttpResponse } from './message.ts'
import { trimBlanks } from './token.ts'

/** A response, or that more octets are needed, or that the octets are no response. */
export type ParsedResponse =
  | { readonly kind: 'response'; readonly response: HttpResponse; readonly consumedOctets: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reason: string }

/** What has to be known besides the octets. */
export type ResponseSituation = {
  /** Method of the request: an answer to HEAD has no body. */
  readonly method: ByteString
  /** `closed`: the server sent all it will send, so a body without a length ends here. */
  readonly connection: 'open' | 'closed'
}

/**
 * The final response at the start of the octets; interim responses (1xx but 101) before it are skipped. Takes bare LF
 * and folded lines, because it reads what servers send. The body is freed from chunking, headers stay as they came.
 */
export const parseResponse = (octets: Uint8Array, situation: ResponseSituation): ParsedResponse =>
  responseAt(fromOctets(octets), 0, situation)

const responseAt = (text: ByteString, start: number, situation: ResponseSituation): ParsedResponse => {
  const lacking = situation.connection === 'open' ? incomplete : malformed('the response ends before its headers do')
  const headEnd = /\r?\n\r?\n/g
  headEnd.lastIndex = start
  const end = headEnd.exec(text)
  if (end === null) return lacking
  const [line = '', ...fields] = text
    .slice(start, end.index)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
  const [, protocol, status, reason = ''] = /^(HTTP\/\d\.\d) +(\d{3})(?: (.*))?$/.exec(line) ?? []
  if (protocol === undefined || status === undefined) return malformed(`"${line}" is not a status line`)
  const headers = fields.map(headerOf)
  const head = { protocol, status: Number(status), reason, headers }
  if (head.status < 200 && head.status !== 101) return responseAt(text, headEnd.lastIndex, situation)
  const found = bodyAt(text, headEnd.lastIndex, head, situation)
  if ('kind' in found) return found
  return { kind: 'response', response: { ...head, body: found.body }, consumedOctets: found.end }
}

const incomplete: ParsedResponse = { kind: 'incomplete' }

const malformed = (reason: string): ParsedResponse => ({ kind: 'malformed', reason })

const headerOf = (line: ByteString): Header => {
  const colon = line.indexOf(':')
  const nameEnd = colon === -1 ? line.length : colon
  return {
    name: trimBlanks(line.slice(0, nameEnd)),
    value: trimBlanks(line.slice(nameEnd + 1)),
  }
}

type Body = { readonly body: ByteString; readonly end: number }

const bodyAt = (
  text: ByteString,
  start: number,
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  { method, connection }: ResponseSituation,
): Body | ParsedResponse => {
  if (method === 'HEAD' || status === 101 || status === 204 || status === 304) return { body: '', end: start }
  if (/(?:^|[,\s])chunked$/.test(lowerCase(headerValue(headers, 'Transfer-Encoding') ?? ''))) {
    return chunkedBody(text, start, connection)
  }
  const length = headerValue(headers, 'Content-Length')
  if (length !== undefined && !/^\d+$/.test(length)) return malformed(`Content-Length is "${length}"`)
  const end = length === undefined ? text.length : start + Number(length)
  if (end <= text.length && (length !== undefined || connection === 'closed'))
    return { body: text.slice(start, end), end }
  return connection === 'open'
    ? incomplete
    : malformed(`the body has ${text.length - start} octets instead of ${length}`)
}

const chunkedBody = (text: ByteString, start: number, connection: 'open' | 'closed'): Body | ParsedResponse => {
  const lacking = connection === 'open' ? incomplete : malformed('the response ends inside a chunked body')
  const parts: ByteString[] = []
  for (let at = start; ; ) {
    const size = /([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n/y
    size.lastIndex = at
    const digits = size.exec(text)?.[1]
    if (digits === undefined) return text.includes('\n', at) ? malformed('a chunk has no size') : lacking
    const octets = Number.parseInt(digits, 16)
    if (octets === 0) {
      const trailer = /(?:[^\r\n]+\r?\n)*\r?\n/y
      trailer.lastIndex = size.lastIndex
      return trailer.test(text) ? { body: parts.join(''), end: trailer.lastIndex } : lacking
    }
    const end = size.lastIndex + octets
    if (text.length < end + 2) return lacking
    parts.push(text.slice(size.lastIndex, end))
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1
  }
}
