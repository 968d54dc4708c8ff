import type { ByteString } from '../../bytes.ts'

/** The parts of a request target, raw. What the target does not have is undefined; `path` is then empty. */
export type RequestTarget = {
  readonly scheme: ByteString | undefined
  readonly userInfo: ByteString | undefined
  /** Host without the brackets of an IPv6 address. */
  readonly host: ByteString | undefined
  /** Digits after the host's colon; empty when nothing follows it. */
  readonly port: ByteString | undefined
  readonly path: ByteString
  readonly query: ByteString | undefined
  readonly fragment: ByteString | undefined
}

/**
 * A request target as httpd 2.4 and APR split it; undefined when they cannot. Leading slashes are made one, because
 * what starts with one is a path, not a network location. Whether the path is acceptable is not looked at.
 */
export const parseTarget = (method: ByteString, target: ByteString): RequestTarget | undefined => {
  const text = target.replace(/^\/+/, '/')
  if (method === 'CONNECT') return connectTarget(text)
  if (text.startsWith('/')) return withPath({}, text)
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1)
  if (!rest.startsWith('//')) {
    if (scheme === undefined && /^[^/]*:/.test(text)) return undefined
    return withPath({ scheme }, rest)
  }
  const [, authority = '', after = ''] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? []
  const at = authority.lastIndexOf('@')
  const place = hostAndPort(authority.slice(at + 1))
  if (place === undefined || !/^\d*$/.test(place.port ?? '')) return undefined
  return withPath({ scheme, userInfo: at === -1 ? undefined : authority.slice(0, at), ...place }, after)
}

/**
 * The path from phase 2 on, as httpd rewrites it after phase 1: unreserved characters decoded, `//`, `/./` and
 * `/../` resolved, then everything decoded, cut at a NUL. `status` is what httpd answers instead of running phase 2:
 * 400 for a bad `%` or a `..` above the root (then nothing but the first step is done), 404 for an encoded `/` or NUL.
 */
export const resolvePath = (path: ByteString): { readonly path: ByteString; readonly status?: 400 | 404 } => {
  if (path === '' || path === '*') return { path }
  const resolved = resolveSegments(path)
  if (!resolved.valid) return { path: resolved.path, status: 400 }
  let refused = false
  const decoded = resolved.path.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => {
    refused ||= digits === '00' || digits.toLowerCase() === '2f'
    return String.fromCharCode(Number.parseInt(digits, 16))
  })
  const nul = decoded.indexOf('\0')
  const cut = nul === -1 ? decoded : decoded.slice(0, nul)
  return refused ? { path: cut, status: 404 } : { path: cut }
}

type HostAndPort = { readonly host: ByteString; readonly port: ByteString | undefined }

const withPath = (
  known: { readonly [Key in 'scheme' | 'userInfo' | 'host' | 'port']?: ByteString | undefined },
  text: ByteString,
): RequestTarget => {
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text) ?? []
  const { scheme, userInfo, host, port } = known
  return { scheme, userInfo, host, port, path, query, fragment }
}

/** `host:port`, both wanted; CONNECT has no path. */
const connectTarget = (text: ByteString): RequestTarget | undefined => {
  const place = hostAndPort(text)
  return place !== undefined && /^\d+$/.test(place.port ?? '') ? withPath(place, '') : undefined
}

const hostAndPort = (text: ByteString): HostAndPort | undefined => {
  if (text.startsWith('[')) {
    const end = text.indexOf(']')
    if (end === -1) return undefined
    return { host: text.slice(1, end), port: text[end + 1] === ':' ? text.slice(end + 2) : undefined }
  }
  const colon = text.indexOf(':')
  return colon === -1 ? { host: text, port: undefined } : { host: text.slice(0, colon), port: text.slice(colon + 1) }
}

/** httpd's ap_normalize_path with unreserved characters decoded and slashes merged. */
const resolveSegments = (path: ByteString): { readonly path: ByteString; readonly valid: boolean } => {
  let valid = true
  const decoded = path.replace(/%([0-9A-Fa-f]{2})?/g, (escaped: string, digits: string | undefined) => {
    if (digits === undefined) valid = false
    const character = String.fromCharCode(Number.parseInt(digits ?? '0', 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : escaped
  })
  const kept: ByteString[] = []
  const segments = decoded.replace(/\/+/g, '/').split('/').slice(1)
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1
    if (segment === '..' && kept.pop() === undefined) valid = false
    if (segment !== '.' && segment !== '..') kept.push(segment)
    else if (isLast) kept.push('')
  })
  return { path: `/${kept.join('/')}`, valid }
}
