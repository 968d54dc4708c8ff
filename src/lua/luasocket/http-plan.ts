import { type ByteString, lowerCase } from '../../bytes.ts'
import { CANONICAL_NAMES } from './header-names.ts'
import { buildUrl, parseUrl, type Url, unescapeUrl } from './url.ts'

/** What a script asks `http.request` for, its own fields laid over those of its URL. */
export type WantedRequest = {
  readonly url: Url
  /** The request target as the script gave it. */
  readonly uri: ByteString | undefined
  readonly method: ByteString | undefined
  readonly proxy: ByteString | undefined
  readonly headers: readonly (readonly [name: ByteString, value: ByteString])[]
  readonly userAgent: ByteString | undefined
  /** Whether the script makes the socket, without which https is not possible. */
  readonly ownSocket: boolean
  readonly hasBody: boolean
}

/** A request that can be sent: where to connect, the octets before the body and how the body goes. */
export type Plan = {
  readonly scheme: ByteString
  readonly method: ByteString
  /** Absent where a proxy's URL names none. */
  readonly host?: ByteString
  readonly port: ByteString
  readonly head: ByteString
  /** The kind of sink, by LuaSocket's names. */
  readonly sending: 'keep-open' | 'http-chunked'
}

/** Why there is no plan: `no scheme` and `no https` are errors of the script, the other text is a result. */
export type Unplanned = { readonly problem: 'no scheme' | 'no https' } | { readonly reason: ByteString }

const PORTS: ReadonlyMap<ByteString | undefined, ByteString> = new Map([
  ['http', '80'],
  ['https', '443'],
])

const PROXY_PORT = '3128'

/** Whether `http.request` knows the scheme. */
export const isKnownScheme = (scheme: ByteString): boolean => PORTS.has(scheme)

/** The plan of a request, with the headers and defaults of LuaSocket 3.0.0. */
export const planRequest = (wanted: WantedRequest): Plan | Unplanned => {
  const { scheme, host } = wanted.url
  const defaultPort = PORTS.get(scheme)
  if (scheme === undefined || defaultPort === undefined) return { problem: 'no scheme' }
  if (scheme === 'https' && !wanted.ownSocket) return { problem: 'no https' }
  if (host === undefined || host === '') return { reason: `invalid host '${host ?? 'nil'}'` }
  const port = wanted.url.port || defaultPort
  const proxy = wanted.proxy ? parseUrl(wanted.proxy) : undefined
  const target = wanted.uri ?? targetOf({ ...wanted.url, port }, proxy !== undefined)
  if (target === undefined) return { reason: "invalid path 'nil'" }
  const method = wanted.method || 'GET'
  const headers = new Map<ByteString, ByteString>([
    ...ownHeaders(wanted, port === defaultPort ? host : `${host}:${port}`, proxy),
    ...wanted.headers.map(([name, value]) => [lowerCase(name), value] as const),
  ])
  const hasLength = headers.has('content-length')
  if (wanted.hasBody && !hasLength && !headers.has('transfer-encoding')) headers.set('transfer-encoding', 'chunked')
  const lines = [...headers].map(([name, value]) => `${CANONICAL_NAMES.get(name) ?? name}: ${value}\r\n`)
  const peer = proxy === undefined ? { host, port } : { ...hostOf(proxy), port: proxy.port ?? PROXY_PORT }
  return {
    scheme,
    method,
    ...peer,
    head: `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`,
    sending: hasLength ? 'keep-open' : 'http-chunked',
  }
}

const hostOf = ({ host }: Url): { readonly host?: ByteString } => (host === undefined ? {} : { host })

/** A proxy is given the whole URL, a server the URL from its path on, with the fragment. */
const targetOf = (url: Url, whole: boolean): ByteString | undefined => {
  if (url.path === undefined) return undefined
  if (whole) return buildUrl(url)
  const { scheme, authority, userinfo, user, password, host, port, ...rest } = url
  return buildUrl(rest)
}

/** The headers that go with every request unless the script gives its own, by names in lower case. */
function* ownHeaders(
  wanted: WantedRequest,
  host: ByteString,
  proxy: Url | undefined,
): Generator<[ByteString, ByteString]> {
  if (wanted.userAgent !== undefined) yield ['user-agent', wanted.userAgent]
  yield ['host', host]
  yield ['connection', 'close, TE']
  yield ['te', 'trailers']
  const { user, password } = wanted.url
  if (user !== undefined && password !== undefined) yield ['authorization', basic(user, unescapeUrl(password))]
  if (proxy?.user !== undefined && proxy.password !== undefined) {
    yield ['proxy-authorization', basic(proxy.user, proxy.password)]
  }
}

const basic = (user: ByteString, password: ByteString): ByteString =>
  `Basic ${Buffer.from(`${user}:${password}`, 'latin1').toString('base64')}`
