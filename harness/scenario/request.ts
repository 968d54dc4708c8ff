import { type ByteString, equalsIgnoringCase, fromOctets, fromText, lowerCase, toOctets } from '../../src/bytes.ts'
import type { Header } from '../../src/http/message.ts'
import type { Input } from './input-schema.ts'
import { encodedPairs, multipartBody, queryEscape } from './request-body.ts'
import { valueBytes } from './value.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'

/** What a request has unless its input says otherwise; FTW files get none of them. */
const DEFAULT_HEADERS: readonly Header[] = [
  { name: 'Accept', value: '*/*' },
  { name: 'Host', value: 'localhost' },
  { name: 'User-Agent', value: 'wafrig' },
]

/**
 * The octets that go to the socket for an input, as go-ftw 2.5 builds them (its ftwhttp/request.go, test/data.go):
 * headers of a map in the order of their names, then Content-Type, Connection and Content-Length where they are
 * missing; LF made CRLF in a multipart body given as `data`; a form body without `%` and `+` is encoded.
 * Text in a scenario means its UTF-8 octets; other octets are written in base64.
 */
export const buildRequest = (input: Input): Uint8Array => {
  const raw = rawRequest(input)
  if (raw !== undefined) return toOctets(raw)
  const body = bodyOf(input)
  const method = fromText(input.method ?? (body?.convenient === true ? 'POST' : 'GET'))
  const headers = [...writtenHeaders(input)]
  const complete = input.autocomplete_headers !== false
  let content = body?.content ?? ''
  if (body?.type !== undefined && !has(headers, 'Content-Type'))
    headers.push({ name: 'Content-Type', value: body.type })
  if (content !== '' && complete) {
    if (!has(headers, 'Content-Type')) headers.push({ name: 'Content-Type', value: FORM_TYPE })
    if (isForm(headers)) content = encodeForm(content)
  }
  if (body?.convenient !== true && isMultipart(headers)) content = content.replaceAll('\n', '\r\n')
  if (complete) {
    if (!has(headers, 'Connection')) headers.push({ name: 'Connection', value: goesOn(input) ? 'keep-alive' : 'close' })
    // go-ftw's own test of the method, anchors and all: ^POST|PUT|PATCH|DELETE$
    if (!has(headers, 'Content-Length') && (content !== '' || /^POST|PUT|PATCH|DELETE$/.test(method))) {
      headers.push({ name: 'Content-Length', value: String(content.length) })
    }
  }
  const fields = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
  return toOctets(`${method} ${target(input)} ${fromText(input.version ?? 'HTTP/1.1')}\r\n${fields}\r\n${content}`)
}

/** True where more requests are to come over the connection. */
const goesOn = ({ connection = 'close' }: Input): boolean => connection !== 'close'

const rawRequest = (input: Input): ByteString | undefined => {
  if (input.encoded_request !== undefined && input.encoded_request !== '') {
    return fromOctets(Buffer.from(input.encoded_request, 'base64'))
  }
  return input.raw_request === undefined ? undefined : fromText(input.raw_request)
}

const target = (input: Input): ByteString => {
  const uri = fromText(input.uri ?? '/')
  if (input.query === undefined) return uri
  return `${uri}${uri.includes('?') ? '&' : '?'}${encodedPairs(input.query)}`
}

const writtenHeaders = (input: Input): readonly Header[] => {
  if (input.ordered_headers !== undefined) return input.ordered_headers.map(asBytes)
  const written = Object.entries(input.headers ?? {}).map(([name, value]) => asBytes({ name, value }))
  const missing =
    input.default_headers === false || input.autocomplete_headers === false
      ? []
      : DEFAULT_HEADERS.filter(({ name }) => !has(written, name))
  return [...written, ...missing].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
}

type Body = { readonly content: ByteString; readonly type?: string; readonly convenient: boolean }

const bodyOf = (input: Input): Body | undefined => {
  if (input.form !== undefined) return { content: encodedPairs(input.form), type: FORM_TYPE, convenient: true }
  if (input.json !== undefined) {
    return { content: fromText(JSON.stringify(input.json)), type: 'application/json', convenient: true }
  }
  if (input.multipart !== undefined) return { ...multipartBody(input.multipart), convenient: true }
  if (input.data !== undefined && !Array.isArray(input.data)) {
    return { content: valueBytes(input.data), convenient: false }
  }
  if (input.encoded_data === undefined) return undefined
  return { content: fromOctets(Buffer.from(input.encoded_data, 'base64')), convenient: false }
}

const asBytes = ({ name, value }: { readonly name: string; readonly value: string }): Header => ({
  name: fromText(name),
  value: fromText(value),
})

const has = (headers: readonly Header[], name: string): boolean =>
  headers.some(header => equalsIgnoringCase(header.name, name))

const types = (headers: readonly Header[]): readonly ByteString[] =>
  headers.filter(({ name }) => equalsIgnoringCase(name, 'Content-Type')).map(({ value }) => lowerCase(value))

const isForm = (headers: readonly Header[]): boolean => types(headers).includes(FORM_TYPE)

const isMultipart = (headers: readonly Header[]): boolean =>
  types(headers).some(type => type.includes('multipart/form-data;'))

/** Names and values encoded, unless some of it looks encoded; the last of trailing `&` falls away. */
const encodeForm = (content: ByteString): ByteString => {
  if (/[%+]/.test(content)) return content
  return content
    .replace(/&$/, '')
    .split('&')
    .map(pair => {
      const equals = pair.indexOf('=')
      if (equals === -1) return queryEscape(pair)
      return `${queryEscape(pair.slice(0, equals))}=${queryEscape(pair.slice(equals + 1))}`
    })
    .join('&')
}
