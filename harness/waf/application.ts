import { type ByteString, equalsIgnoringCase, fromOctets, fromText, toText } from '../../src/bytes.ts'
import type { Header, HttpResponse } from '../../src/http/message.ts'

/** What the application looks at in a request. */
export type ApplicationRequest = { readonly method: ByteString; readonly path: ByteString; readonly body: ByteString }

/**
 * The application behind every WAF. It answers 200 and `ok` as text/plain to anything, save `POST /reflect`, which answers as the
 * JSON in its body says: `status` (200), `headers` ({}), `body` or, in base64, `encodedBody`. These are the words of CRS's own test
 * application, so that CRS's tests of response rules run. A body that is not such JSON gets 400.
 */
export const application = ({ method, path, body }: ApplicationRequest): HttpResponse =>
  method === 'POST' && path === '/reflect' ? reflection(body) : response(200, [], 'ok')

const reflection = (body: ByteString): HttpResponse => {
  const wish = record(body)
  if (wish === undefined) return response(400, [], 'Invalid JSON in request body')
  const status = wish.status ?? 200
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return response(400, [], 'Invalid status')
  }
  const headers = Object.entries(Object(wish.headers ?? {})).map(
    ([name, value]): Header => ({ name: fromText(name), value: fromText(String(value)) }),
  )
  const text =
    typeof wish.encodedBody === 'string'
      ? fromOctets(Buffer.from(wish.encodedBody, 'base64'))
      : fromText(String(wish.body ?? ''))
  return response(status, headers, text)
}

const record = (body: ByteString): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(toText(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const response = (status: number, headers: readonly Header[], body: ByteString): HttpResponse => {
  const has = (name: string): boolean => headers.some(header => equalsIgnoringCase(header.name, name))
  return {
    status,
    reason: REASONS[status] ?? 'Status',
    protocol: 'HTTP/1.1',
    headers: [
      ...headers.filter(({ name }) => !equalsIgnoringCase(name, 'Content-Length')),
      ...(has('Content-Type') ? [] : [{ name: 'Content-Type', value: 'text/plain' }]),
      { name: 'Content-Length', value: String(body.length) },
    ],
    body,
  }
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
}
