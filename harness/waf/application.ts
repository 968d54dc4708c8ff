import { type ByteString, equalsIgnoringCase, fromOctets, fromText, toText } from '../../src/bytes.ts'
import type { Header, HttpResponse } from '../../src/http/message.ts'

/** What the application looks at in a request. */
export type ApplicationRequest = {
  readonly method: ByteString
  readonly path: ByteString
  /** As the client sent it, with its query. */
  readonly target: ByteString
  readonly body: ByteString
}

/** The application behind a WAF. */
export type TestApplication = (request: ApplicationRequest) => HttpResponse

/**
 * Makes the application that stands behind a WAF. It answers 200 and `ok` as text/plain to anything, save `POST /reflect`, which
 * answers as the JSON in its body says: `status` (200), `headers` ({}), `body` or, in base64, `encodedBody`. The same words with
 * `endpoints`, a list of `method` and `url`, in `POST /configure_reflection` say what these answer from then on, until `PUT /reset`.
 * That is what the CRS's own test application understands, so that FTW tests of response rules run. A body that is not such JSON gets 400.
 */
export const newApplication = (): TestApplication => {
  const configured = new Map<ByteString, Wish>()
  return ({ method, path, target, body }) => {
    const wish = configured.get(`${method} ${target}`)
    if (wish !== undefined) return reflection(wish)
    switch (`${method} ${path}`) {
      case 'POST /reflect':
        return reflection(record(body))
      case 'POST /configure_reflection':
        return configure(configured, record(body))
      case 'PUT /reset':
        configured.clear()
    }
    return response(200, [], 'ok')
  }
}

type Wish = Readonly<Record<string, unknown>>

const configure = (configured: Map<ByteString, Wish>, wish: Wish | undefined): HttpResponse => {
  if (wish === undefined) return reflection(wish)
  const endpoints: readonly unknown[] = Array.isArray(wish.endpoints) ? wish.endpoints : []
  for (const endpoint of endpoints) {
    const { method, url } = Object(endpoint)
    configured.set(fromText(`${String(method)} ${String(url)}`), wish)
  }
  return response(200, [], '')
}

const reflection = (wish: Wish | undefined): HttpResponse => {
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

const record = (body: ByteString): Wish | undefined => {
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
