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

/**
 * LuaSocket 3.0.0's `url.parse`. The authority reaches to the next `/`, so that in `http://h?q` the host is `h?q`;
 * fragment, query and parameters are cut from the rest at their first mark, in this order.
 */
export const parseUrl = (text: ByteString): Url => {
  const url: Url = {}
  let rest = text
  const cut = (pattern: RegExp, take: (found: ByteString) => void): void => {
    const found = pattern.exec(rest)
    if (found === null) return
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length)
    take(found[1] ?? '')
  }
  cut(/^([A-Za-z0-9][A-Za-z0-9+.-]*):/, found => {
    url.scheme = found
  })
  cut(/^\/\/([^/]*)/, found => {
    url.authority = found
  })
  cut(/#([\s\S]*)$/, found => {
    url.fragment = found
  })
  cut(/\?([\s\S]*)$/, found => {
    url.query = found
  })
  cut(/;([\s\S]*)$/, found => {
    url.params = found
  })
  if (rest !== '') url.path = rest
  return url.authority === undefined ? url : { ...url, ...authorityParts(url.authority) }
}

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

/** Takes `.` and `..` segments out; an empty segment is kept and is not what a `..` goes up from. */
const withoutDots = (text: ByteString): ByteString => {
  let path = text.replaceAll('//', '/\x01/').replaceAll('//', '/\x01/')
  path = untilStable(path, now => now.replace('/./', '/'))
  path = untilStable(path, now => now.replace(/[^/]+\/\.\.\/([^/]+)/, '$1'))
  return path
    .replace(/[^/]+\/\.\.\/*$/, '')
    .replace(/\/\.\.$/, '/')
    .replace(/\/\.$/, '/')
    .replace(/^\/\.\.\//, '/')
    .replaceAll('\x01', '')
}

const untilStable = (text: ByteString, change: (text: ByteString) => ByteString): ByteString => {
  let now = text
  for (let next = change(now); next !== now; next = change(now)) now = next
  return now
}
