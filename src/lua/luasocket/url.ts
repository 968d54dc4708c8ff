import type { ByteString } from '../../bytes.ts'

/** The parts of a URL as LuaSocket names them (RFC 2396); a part that is not there is undefined. */
export type Url = {
  scheme?: ByteString
  authority?: ByteString
  userinfo?: ByteString
  user?: ByteString
  password?: ByteString
  host?: ByteString
  port?: ByteString
  path?: ByteString
  params?: ByteString
  query?: ByteString
  fragment?: ByteString
}

/** The names of the parts, in the order in which they stand in a URL. */
export const URL_PARTS = [
  'scheme',
  'authority',
  'userinfo',
  'user',
  'password',
  'host',
  'port',
  'path',
  'params',
  'query',
  'fragment',
] as const satisfies readonly (keyof Url)[]

/**
 * LuaSocket 3.0.0's `url.parse`. The authority reaches to the next `/`, so that in `http://h?q` the host is `h?q`. The
 * first `#` begins the fragment, the first `?` before it the query, the first `;` before both the parameters.
 */
export const parseUrl = (text: ByteString): Url => {
  const { authority, path, ...others } = WHOLE.exec(text)?.groups ?? {}
  const url: Url = {}
  for (const name of ['scheme', 'params', 'query', 'fragment'] as const) {
    const found = others[name]
    if (found !== undefined) url[name] = found
  }
  if (path !== undefined && path !== '') url.path = path
  return authority === undefined ? url : { ...url, authority, ...authorityParts(authority) }
}

const WHOLE = new RegExp(
  [
    /^(?:(?<scheme>[A-Za-z0-9][A-Za-z0-9+.-]*):)?/,
    /(?:\/\/(?<authority>[^/]*))?/,
    /(?<path>[^;?#]*)/,
    /(?:;(?<params>[^?#]*))?/,
    /(?:\?(?<query>[^#]*))?/,
    /(?:#(?<fragment>[\s\S]*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
)

/** The URL that the parts make. */
export const buildUrl = (url: Url): ByteString => {
  let text = url.path ?? ''
  if (url.params !== undefined) text += `;${url.params}`
  if (url.query !== undefined) text += `?${url.query}`
  const authority = authorityOf(url)
  if (authority !== undefined) text = `//${authority}${text}`
  if (url.scheme !== undefined) text = `${url.scheme}:${text}`
  return url.fragment === undefined ? text : `${text}#${url.fragment}`
}

/** What a relative URL means at a base. Dot segments are taken out of the whole text, as LuaSocket does. */
export const absoluteUrl = (base: ByteString, relative: ByteString): ByteString => {
  if (relative === '') return withoutDots(base)
  const url = parseUrl(relative)
  if (base === '' || url.scheme !== undefined) return withoutDots(relative)
  const from = parseUrl(base)
  if (from.scheme !== undefined) url.scheme = from.scheme
  if (url.authority === undefined) {
    inherit(url, from, ['authority'])
    if (url.path !== undefined) url.path = joinPaths(from.path ?? '', url.path)
    else if (url.params !== undefined) inherit(url, from, ['path'])
    else if (url.query !== undefined) inherit(url, from, ['path', 'params'])
    else inherit(url, from, ['path', 'params', 'query'])
  }
  return withoutDots(buildUrl(url))
}

/** `%xx` for all but ASCII letters, digits and `_`. */
export const escapeUrl = (text: ByteString): ByteString =>
  text.replace(/[^A-Za-z0-9_]/g, octet => `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** The octets that `%xx` stand for; other `%` stay. */
export const unescapeUrl = (text: ByteString): ByteString =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const authorityParts = (authority: ByteString): Url => {
  const [, userinfo, rest = ''] = /^(?:([^@]*)@)?([\s\S]*)$/.exec(authority) ?? []
  const [, port] = /:([^:\]]*)$/.exec(rest) ?? []
  const host = port === undefined ? rest : rest.slice(0, -port.length - 1)
  const parts: Url = {}
  if (port !== undefined) parts.port = port
  if (host !== '') parts.host = /^\[(.+)\]$/.exec(host)?.[1] ?? host
  if (userinfo === undefined) return parts
  const [, password] = /:([^:]*)$/.exec(userinfo) ?? []
  if (password !== undefined) parts.password = password
  const user = password === undefined ? userinfo : userinfo.slice(0, -password.length - 1)
  return { ...parts, userinfo, user }
}

const authorityOf = (url: Url): ByteString | undefined => {
  if (url.host === undefined) return url.authority
  const host = url.host.includes(':') ? `[${url.host}]` : url.host
  const place = url.port === undefined ? host : `${host}:${url.port}`
  const password = url.password === undefined ? '' : `:${url.password}`
  const userinfo = url.user === undefined ? url.userinfo : url.user + password
  return userinfo === undefined ? place : `${userinfo}@${place}`
}

const inherit = (url: Url, from: Url, names: readonly (keyof Url)[]): void => {
  for (const name of names) {
    const value = from[name]
    if (value !== undefined) url[name] = value
  }
}

const joinPaths = (base: ByteString, relative: ByteString): ByteString => {
  if (relative.startsWith('/')) return withoutDots(relative)
  const folder = base.replace(/[^/]*$/, '')
  return withoutDots((folder.endsWith('/') ? folder : `${folder}/`) + relative)
}

/**
 * Takes `.` and `..` segments out. As LuaSocket 3.0.0 does it, a `..` takes away whatever stands before it, be that an
 * empty segment or another `..`; of those at the beginning with nothing before them one is dropped, after a `/`.
 */
const withoutDots = (text: ByteString): ByteString => {
  const root = text.startsWith('/') ? '/' : ''
  const all = text.slice(root.length).split('/')
  const segments = all.filter((segment, at) => segment !== '.' || at === all.length - 1 || (at === 0 && root === ''))
  const end = segments.at(-1) === '' ? segments.length - 1 : segments.length
  const kept: ByteString[] = []
  for (const segment of segments.slice(0, end)) {
    if (kept.length > 1 && kept.at(-1) === '..') kept.splice(-2)
    kept.push(segment)
  }
  const isFolder = end < segments.length
  const last = kept.at(-1)
  if (last === '..' && kept.length > 1) kept.splice(-2, 2, '')
  else if (isFolder) kept.push('')
  else if ((last === '..' || last === '.') && (root !== '' || kept.length > 1)) kept.splice(-1, 1, '')
  if (root !== '' && kept.length > 1 && kept[0] === '..') kept.shift()
  return root + kept.join('/')
}
