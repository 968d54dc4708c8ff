import { type ByteString, fromOctets, toOctets } from '../../src/bytes.ts'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import { Source } from '../../src/source.ts'

/** The request of a file, and what was done to it or may surprise. */
export type RequestFile = { readonly octets: Uint8Array; readonly notices: readonly Diagnostic[] }

/**
 * The request that a file holds, octet for octet. Bare LF at the ends of all lines of the head is made CRLF, as editors write it.
 * Throws an InputError for what is no request; what is one and malformed all the same can be sent by a scenario.
 */
export const requestFile = (shown: string, octets: Uint8Array): RequestFile => {
  const text = fromOctets(octets)
  const firstLine = /^(?:\r?\n)*([^\r\n]*)/.exec(text)?.[1] ?? ''
  const source = new Source(shown, firstLine.slice(0, SHOWN_LIMIT))
  const notice = (code: Diagnostic['code'], message: string): Diagnostic => ({
    code,
    message,
    span: { source, start: 0, end: source.text.length },
  })
  const other = somethingElse(text, firstLine)
  if (other !== undefined) throw new InputError([notice('NO_REQUEST', `this is no request but ${other}; ${WANTED}`)])
  const [head = '', blank = ''] = /^[\s\S]*?(\r?\n\r?\n)/.exec(text) ?? [text]
  if (!head.includes('\n')) return { octets, notices: [notice('UNENDED_HEAD', UNENDED)] }
  if (!/(?:^|[^\r])\n/.test(head)) return { octets, notices: blank === '' ? [notice('UNENDED_HEAD', UNENDED)] : [] }
  if (head.includes('\r\n')) return { octets, notices: [notice('BARE_LF', `${MIXED}; ${AS_IS}`)] }
  const body = text.slice(head.length)
  const crlf = body.replaceAll('\n', '\r\n')
  const isTextBody = /^transfer-encoding:.*chunked/im.test(head) || lengthIn(head) === crlf.length
  const whole = `${head.replace(/\n*$/, '').replaceAll('\n', '\r\n')}\r\n\r\n${isTextBody ? crlf : body}`
  return { octets: toOctets(whole), notices: [notice('BARE_LF', `${isTextBody ? LINES : HEAD} ${BARE}; ${AS_IS}`)] }
}

/** Longest first line that is shown, in octets. */
const SHOWN_LIMIT = 200

const WANTED =
  'wanted is a file with the octets of one request: a line like GET / HTTP/1.1, headers, an empty line, a body; a scenario sends anything else (input.encoded_request)'
const UNENDED = 'no empty line ends the head of this request: a server waits for more of it'
const MIXED = 'some lines of the head end in CRLF, others in bare LF; they are sent so'
const HEAD = 'the lines of the head'
const LINES = 'the lines of head and body'
const BARE = 'end in bare LF and are sent with CRLF'
const AS_IS = 'to send exactly what you mean, write CRLF, or input.encoded_request of a scenario'

const lengthIn = (head: ByteString): number => Number(/^content-length:\s*(\d+)\s*$/im.exec(head)?.[1] ?? Number.NaN)

/** A request line, or HTTP/0.9's. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]+(?:.*HTTP\/\d|[/*]\S*[ \t]*$)/

/** What a text is that is no request; undefined for a request. */
const somethingElse = (text: ByteString, firstLine: ByteString): string | undefined => {
  const known = KINDS.find(([pattern]) => pattern.test(text))
  if (known !== undefined) return known[1]
  return REQUEST_LINE.test(firstLine) ? undefined : 'a text of another kind'
}

const KINDS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^\s*$/, 'an empty file'],
  [/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, 'a text that begins with a byte order mark'],
  [/^\s*\{\s*"log"\s*:\s*\{/, 'an HTTP archive (HAR)'],
  [/^\s*\{\s*"transaction"\s*:/, 'an audit log of ModSecurity in JSON'],
  [/^\[\w{3} \w{3} +\d|^\d{4}\/\d\d\/\d\d /, 'an error log'],
  [/^\s*[[{]/, 'JSON'],
  [/^-{2,3}[0-9A-Za-z]+-{1,3}[A-Z]--/, 'an audit log of ModSecurity'],
  [/^HTTP\/\d/, 'a response'],
  [/^(?:\$ )?curl\s/, 'a curl command'],
  [/^\s*<[?!A-Za-z]/, 'XML or HTML'],
  [/^(?:#|\/\/|@[\w-]+\s*=)/, "a file for an editor's REST client"],
  [/^###/m, "a file for an editor's REST client, with several requests"],
]
