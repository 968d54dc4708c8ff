import { type ByteString, fromOctets, fromText, hexPair, toOctets } from '../../src/bytes.ts'
import { InputError } from '../../src/errors.ts'
import { shown } from './wanted.ts'

/** What `fetch` takes besides the path: fetch's own words, as far as they say something of one request and its answer. */
export type FetchInit = Pick<RequestInit, 'method' | 'headers' | 'body' | 'redirect' | 'signal'> & {
  /** Wanted by fetch for a body that is a stream. */
  readonly duplex?: 'half'
}

/** What a request has unless its headers say otherwise. */
const DEFAULTS: readonly (readonly [name: string, value: string])[] = [
  ['User-Agent', 'wafrig'],
  ['Accept', '*/*'],
]

/**
 * The octets of a request to a server. The path goes out as it is written, dots, quotes, escapes and all: only what would end or
 * break the request line (blanks, control characters, what is not ASCII) is percent-encoded, and a fragment falls away. Header names
 * keep their case where they are given as an object or a list.
 */
export const requestOctets = async (url: string, path: string | URL, init: FetchInit = {}): Promise<Uint8Array> => {
  const { host } = new URL(url)
  refuse(init)
  const { body, type } = await bodyOf(init)
  const given = headersOf(init)
  for (const [name, value] of given) refuseField(name, value)
  const has = (wanted: string): boolean => given.some(([name]) => name.toLowerCase() === wanted.toLowerCase())
  const method = (init.method ?? 'GET').replace(/^(?:get|head|post|put|delete|options)$/i, name => name.toUpperCase())
  const headers = [
    ...(has('Host') ? [] : [['Host', host] as const]),
    ...DEFAULTS.filter(([name]) => !has(name)),
    ...given,
    ...(type === undefined || has('Content-Type') ? [] : [['Content-Type', type] as const]),
    ...(has('Content-Length') || has('Transfer-Encoding') || (body === '' && !/^(?:POST|PUT|PATCH)$/.test(method))
      ? []
      : [['Content-Length', String(body.length)] as const]),
    ...(has('Connection') ? [] : [['Connection', 'close'] as const]),
  ]
  const fields = headers.map(([name, value]) => `${fromText(name)}: ${fromText(value)}\r\n`).join('')
  return toOctets(`${fromText(method)} ${targetOf(url, path)} HTTP/1.1\r\n${fields}\r\n${body}`)
}

/** What has no effect here is refused. */
const refuse = ({ redirect = 'manual', method = 'GET' }: FetchInit): void => {
  if (redirect !== 'manual') {
    const message = `redirect: '${redirect}': the answer that comes back is the WAF's own, a redirect is never followed`
    throw new InputError([{ code: 'BAD_REQUEST', message }])
  }
  if (!TOKEN.test(method)) {
    const message = `method ${JSON.stringify(method)} is no token of HTTP; to send it all the same: waf.send(octets)`
    throw new InputError([{ code: 'BAD_REQUEST', message }])
  }
}

/** What would be another header, or none. */
const refuseField = (name: string, value: string): void => {
  if (TOKEN.test(name) && !/[\0\r\n]/.test(value)) return
  const message = `header ${JSON.stringify(`${name}: ${value}`)} is no field of HTTP; to send it all the same: waf.send(octets)`
  throw new InputError([{ code: 'BAD_REQUEST', message }])
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const targetOf = (url: string, path: string | URL): ByteString => {
  const text = String(path)
  const within = text.startsWith(url) ? `/${text.slice(url.length)}` : text
  if (path instanceof URL || /^[a-z][a-z0-9+.-]*:\/\//i.test(within)) {
    const { origin, pathname, search } = new URL(text)
    if (origin === new URL(url).origin) return `${pathname}${search}`
    throw new InputError([{ code: 'BAD_REQUEST', message: `${text} is not of this WAF, which is at ${url}` }])
  }
  if (!within.startsWith('/')) {
    throw new InputError([{ code: 'BAD_REQUEST', message: `wanted a path that begins with /, not ${shown(text)}` }])
  }
  return fromText(within.replace(/#.*$/s, '')).replace(
    /[^!-~]/g,
    octet => `%${hexPair(octet.charCodeAt(0)).toUpperCase()}`,
  )
}

const headersOf = ({ headers = [] }: FetchInit): readonly (readonly [string, string])[] => {
  const pairs = headers instanceof Headers || Array.isArray(headers) ? [...headers] : Object.entries(headers)
  return pairs.map(([name, value]) => [String(name), String(value)] as const)
}

/** The body's octets and its type, made by the platform's own Request. */
const bodyOf = async ({ body, duplex, signal }: FetchInit): Promise<{ body: ByteString; type: string | undefined }> => {
  if (body === undefined || body === null) return { body: '', type: undefined }
  const request = new Request('http://localhost/', {
    method: 'POST',
    body,
    ...(duplex === undefined ? {} : { duplex }),
    ...(signal === undefined ? {} : { signal }),
  })
  return {
    body: fromOctets(new Uint8Array(await request.arrayBuffer())),
    type: request.headers.get('content-type') ?? undefined,
  }
}
