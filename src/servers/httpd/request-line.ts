import type { ByteString } from '../../bytes.ts'
import { isToken } from '../../http/token.ts'
import { parseTarget, type RequestTarget } from './uri.ts'

/** A first line that httpd takes. */
export type RequestLine = {
  readonly method: ByteString
  readonly target: ByteString
  readonly protocol: ByteString
  readonly parts: RequestTarget
}

/** What is known of a first line that httpd answers with 400, and why. */
export type RefusedLine = Omit<RequestLine, 'parts'> & { readonly reason: string }

/**
 * The first line as httpd 2.4 reads it with HttpProtocolOptions Strict; every reason to refuse has status 400.
 * The reasons start with the number httpd's debug log gives them, in the order httpd looks for them (2.4.71).
 */
export const parseRequestLine = (line: ByteString): RequestLine | RefusedLine => {
  const [method = '', target = '', protocol = ''] = line.replace(/^[\t-\r ]+/, '').split(/[\t-\r ]+/)
  const known = { method, target, protocol: protocol === '' ? 'HTTP/0.9' : protocol }
  const reason = lineFault(line) ?? versionFault(method, protocol)
  if (reason !== undefined) return { ...known, reason }
  const parts = parseTarget(method, target)
  if (parts === undefined || !isAcceptablePath(method, parts.path))
    return { ...known, reason: 'AH03450 the URI cannot be parsed' }
  if (parts.fragment !== undefined) return { ...known, reason: 'AH02421 the URI has a fragment' }
  if (parts.userInfo !== undefined) return { ...known, reason: 'AH02422 the URI has a user name' }
  return { ...known, parts }
}

const lineFault = (line: ByteString): string | undefined => {
  if (/^[\t-\r ]/.test(line)) return 'AH03447 white space before the method'
  const [, method = '', gap = '', rest = ''] = /^([^\t-\r ]*)([\t-\r ]*)(.*)$/s.exec(line) ?? []
  if (!isToken(method)) return 'AH03445 the method is not a token'
  const [, target = '', secondGap = '', last = ''] = /^([^\t-\r ]*)([\t-\r ]*)(.*)$/s.exec(rest) ?? []
  if (target === '' || /[\x00-\x1f\x7f]/.test(target)) return 'AH03454 the URI is empty or holds a control character'
  if (gap.length > 1 || secondGap.length > 1) return 'AH03448 more than one blank between two parts'
  if (gap !== ' ' || (secondGap !== ' ' && secondGap !== '')) return 'AH03447 white space other than a blank'
  if (/[\t-\r ]/.test(last)) return 'AH03448 white space after the last part'
  return undefined
}

const versionFault = (method: ByteString, protocol: ByteString): string | undefined => {
  if (protocol === '') return method === 'GET' ? undefined : 'AH03444 HTTP/0.9 knows GET only'
  const version = /^HTTP\/(\d)\.\d$/.exec(protocol)?.[1]
  return version === undefined || version === '0' ? 'AH02418 the protocol is not known' : undefined
}

const isAcceptablePath = (method: ByteString, path: ByteString): boolean =>
  path === '' || path.startsWith('/') || (path === '*' && method === 'OPTIONS')
