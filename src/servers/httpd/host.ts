import { isIPv6 } from 'node:net'
import { type ByteString, lowerCase } from '../../bytes.ts'
import { headerValue } from '../../http/headers.ts'
import type { Header, HttpRequest } from '../../http/message.ts'
import { parseTarget, type RequestTarget } from './uri.ts'

/** A host that httpd takes (lower case, without port or last dot), or that it finds malformed. */
export type Host = { readonly name: ByteString } | { readonly malformed: ByteString }

/**
 * The host a request is for, as httpd 2.4 with HttpProtocolOptions Strict finds it: of the target if that names one
 * (`http:` or CONNECT), else of the Host header; undefined when neither names one.
 */
export const requestedHost = (
  target: RequestTarget,
  method: ByteString,
  headers: readonly Header[],
): Host | undefined => {
  const named = targetHost(target, method)
  if (named !== undefined) return checkedHost(named, named.includes(':'))
  const header = headerValue(headers, 'Host')
  return header === undefined || header === '' ? undefined : headerHost(header)
}

/** The host that the target itself names. */
export const targetHost = (target: RequestTarget, method: ByteString): ByteString | undefined =>
  method === 'CONNECT' || lowerCase(target.scheme ?? '') === 'http' ? target.host : undefined

/** v2's SERVER_NAME and the log's `[hostname "…"]`; undefined where httpd falls back on its configured name. */
export const serverName = (request: HttpRequest): ByteString | undefined => {
  const target = parseTarget(request.method, request.target)
  const host = target && requestedHost(target, request.method, request.headers)
  return host !== undefined && 'name' in host ? host.name : undefined
}

/** The value that replaces a Host header when the target names the host. */
export const hostHeader = (name: ByteString, port: ByteString | undefined): ByteString =>
  (name.includes(':') ? `[${name}]` : name) + (port === undefined ? '' : `:${port}`)

const headerHost = (value: ByteString): Host => {
  if (/^\d+$/.test(value)) return { malformed: value }
  const [, name = value, port] = /^(.*):(\d+)$/s.exec(value) ?? []
  const number = Number(port ?? 1)
  if (name === '' || number < 1 || number > 65535) return { malformed: value }
  const literal = /^\[(.*)\]$/s.exec(name)?.[1]
  if (literal !== undefined) return checkedHost(literal, true)
  return name.startsWith('[') ? { malformed: value } : checkedHost(name, false)
}

const checkedHost = (text: ByteString, isAddress: boolean): Host => {
  if (text === '') return { name: '' }
  if (isAddress) return isIPv6(text) && !text.includes('%') ? { name: lowerCase(text) } : { malformed: text }
  const name = lowerCase(text.replace(/\.$/, ''))
  return isStrictHost(name) && !text.includes('..') ? { name } : { malformed: text }
}

/** Letters, digits, `-`, `_` and single dots; either four decimal parts or a last label that starts with a letter. */
const isStrictHost = (name: ByteString): boolean => {
  if (!/^[a-z0-9._-]+$/.test(name)) return false
  if (/^[0-9.]+$/.test(name)) return name.split('.').length === 4 && !/(?:^|\.)0[0-9]/.test(name)
  const lastLabel = name.slice(name.lastIndexOf('.') + 1)
  return !name.includes('.') || lastLabel === '' || /^[a-z]/.test(lastLabel)
}
