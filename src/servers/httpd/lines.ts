import type { ByteString } from '../../bytes.ts'

/** httpd's LimitRequestLine and LimitRequestFieldSize: the longest line it reads without its CRLF is one more. */
export const lineLimitOctets = 8190

/** A line ended by CRLF, without it; `next` is where the next one starts. */
export type Line = { readonly text: ByteString; readonly next: number }

/** Why there is no line: more octets are needed, it is too long, it ends in a bare LF, or it holds a NUL. */
export type NoLine = 'incomplete' | 'too long' | 'bare LF' | 'NUL'

/** The line at an offset, as httpd 2.4 reads one with HttpProtocolOptions Strict. */
export const lineAt = (octets: ByteString, offset: number): Line | NoLine => {
  const feed = octets.indexOf('\n', offset)
  const end = feed === -1 ? octets.length : octets[feed - 1] === '\r' && feed > offset ? feed - 1 : feed
  if (end - offset > lineLimitOctets + 1) return 'too long'
  if (feed === -1) return 'incomplete'
  if (end === feed) return 'bare LF'
  const text = octets.slice(offset, end)
  return text.includes('\0') ? 'NUL' : { text, next: feed + 1 }
}
