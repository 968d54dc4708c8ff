import type { ByteString } from '../../bytes.ts'
import type { Header } from '../../http/message.ts'
import { isToken, trimBlanks } from '../../http/token.ts'
import { lineAt, lineLimitOctets } from './lines.ts'

/** httpd's LimitRequestFields. */
const fieldLimit = 100

/** The header fields from an offset to the empty line; `next` is what follows that. */
export type HeaderBlock = { readonly headers: readonly Header[]; readonly next: number }

/** Why httpd does not take the fields (status 400), or that their end has not come; with what was read until then. */
export type RefusedBlock = { readonly headers: readonly Header[]; readonly reason: string | 'incomplete' }

/** Header or trailer fields as httpd 2.4 reads them with HttpProtocolOptions Strict. */
export const readHeaders = (octets: ByteString, offset: number): HeaderBlock | RefusedBlock => {
  const headers: Header[] = []
  let pending: ByteString | undefined
  for (let at = offset; ; ) {
    const line = lineAt(octets, at)
    if (typeof line === 'string')
      return { headers, reason: line === 'incomplete' ? line : `a header line is refused: ${line}` }
    at = line.next
    const isFolded = /^[ \t]/.test(line.text)
    if (isFolded) {
      const rest = trimBlanks(line.text)
      if (pending === undefined) return { headers, reason: 'AH03442 the first header line is folded' }
      if (rest === '') return { headers, reason: 'AH03443 a folded line is empty' }
      pending = `${trimBlanks(pending)} ${rest}`
      if (pending.length > lineLimitOctets - 2) return { headers, reason: 'AH00562 a folded header is too long' }
      continue
    }
    if (pending !== undefined) {
      if (headers.length === fieldLimit) return { headers, reason: 'AH00563 too many header fields' }
      const header = parseField(pending)
      if (typeof header === 'string') return { headers, reason: header }
      headers.push(header)
    }
    if (line.text === '') return { headers, next: at }
    pending = line.text
  }
}

/** A field line as name and value, or the reason to refuse it. */
const parseField = (text: ByteString): Header | string => {
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(colon, 0))
  if (!isToken(name)) return 'AH02426 a header name is malformed'
  const value = trimBlanks(text.slice(colon + 1))
  return /[\x00-\x08\x0a-\x1f\x7f]/.test(value) ? 'AH02427 a header value is malformed' : { name, value }
}
