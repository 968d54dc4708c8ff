import type { ByteString } from '../../bytes.ts'

/**
 * The URI as libmodsecurity's REQUEST_URI has it: decoded once as a whole, without fragment, scheme and host
 * (src/transaction.cc, `processURI`, 3.0.13).
 */
export const decodedUri = (target: ByteString): ByteString => {
  const decoded = percentDecoded(withoutFragment(target))
  if (decoded === '' || decoded.startsWith('/')) return decoded
  const colon = decoded.indexOf(':')
  if (colon === -1 || decoded.indexOf('//', colon) !== colon + 1) return decoded
  const path = decoded.indexOf('/', colon + 3)
  return path === -1 ? decoded : decoded.slice(path)
}

/** The same of the part before the query: REQUEST_FILENAME, PATH_INFO and the log's `uri`; a scheme stays. */
export const decodedPath = (target: ByteString): ByteString =>
  percentDecoded(withoutFragment(target).split('?', 1)[0] ?? '')

const withoutFragment = (target: ByteString): ByteString => target.split('#', 1)[0] ?? ''

/** What is no escape stays, `+` too. src/utils/decode.cc, `uri_decode`. */
const percentDecoded = (value: ByteString): ByteString =>
  value.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
