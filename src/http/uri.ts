import type { ByteString } from '../bytes.ts'

/** v2's REQUEST_URI for a path (phase 1's or the resolved one): no scheme, host or fragment. */
export const requestUri = (path: ByteString, query: ByteString | undefined): ByteString | undefined => {
  if (path === '') return query === undefined ? undefined : ''
  return query === undefined ? path : `${path}?${query}`
}

/** v2's REQUEST_BASENAME: after the last slash, and after the last backslash of that. */
export const basename = (path: ByteString): ByteString =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

/** What the error log's `[uri "…"]` shows for a path, before log escaping. */
export const loggedPath = (method: ByteString, path: ByteString): ByteString => {
  if (path !== '') return path
  return method === 'OPTIONS' ? '*' : '/'
}
