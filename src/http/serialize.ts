import { type ByteString, toOctets } from '../bytes.ts'
import { headerValue, withoutHeader } from './headers.ts'
import type { Header, HttpResponse } from './message.ts'

/**
 * A response as octets that a client can delimit: Content-Length is set to the body's length unless the response has
 * no body by its status, or says chunked. The answer to HEAD keeps its headers and loses its body.
 */
export const serializeResponse = (response: HttpResponse, method: ByteString = 'GET'): Uint8Array => {
  const isBodiless = response.status < 200 || response.status === 204 || response.status === 304
  const isHead = method === 'HEAD'
  const needsLength = !isBodiless && !isHead && headerValue(response.headers, 'Transfer-Encoding') === undefined
  const length = { name: 'Content-Length', value: String(response.body.length) }
  const headers = needsLength ? [...withoutHeader(response.headers, 'Content-Length'), length] : response.headers
  const head = `${response.protocol} ${response.status} ${response.reason}\r\n${fields(headers)}\r\n`
  return toOctets(isBodiless || isHead ? head : head + body({ ...response, headers }))
}

const fields = (headers: readonly Header[]): string =>
  headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')

const body = ({ headers, body }: { readonly headers: readonly Header[]; readonly body: string }): string => {
  if (!/chunked\s*$/i.test(headerValue(headers, 'Transfer-Encoding') ?? '')) return body
  return body === '' ? '0\r\n\r\n' : `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
}
