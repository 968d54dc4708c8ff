import type { ByteString } from '../../bytes.ts'
import { bodyReads } from './body-reads.ts'
import { readHeaders } from './header-block.ts'
import { lineLimitOctets } from './lines.ts'

/** A body after chunked decoding; `next` is what follows it. Trailers are read and dropped (MergeTrailers Off). */
export type ChunkedBody = {
  readonly body: ByteString
  /** Octets of each read in which httpd hands it on. */
  readonly reads: readonly number[]
  readonly next: number
}

/** Why there is no body, with what was decoded before. `malformed` is httpd's 400, `too large` its 413. */
export type NoChunkedBody = Omit<ChunkedBody, 'next'> & {
  readonly fault: 'incomplete' | 'malformed' | 'too large' | 'malformed trailer'
}

/** Decodes a chunked body from an offset, as httpd 2.4 does with HttpProtocolOptions Strict. */
export const decodeChunked = (octets: ByteString, offset: number): ChunkedBody | NoChunkedBody => {
  const parts: ByteString[] = []
  const reads: number[] = []
  const stop = (fault: NoChunkedBody['fault']): NoChunkedBody => ({ body: parts.join(''), reads, fault })
  for (let at = offset; ; ) {
    const size = chunkSize(octets, at)
    if (typeof size === 'string') return stop(size)
    at = size.next
    if (size.octets === 0) {
      const trailer = readHeaders(octets, at)
      if ('reason' in trailer) return stop('malformed trailer')
      return { body: parts.join(''), reads, next: trailer.next }
    }
    const part = octets.slice(at, at + size.octets)
    parts.push(part)
    reads.push(...bodyReads(at, at + part.length))
    at += size.octets
    const end = octets.slice(at, at + 2)
    if (end !== '\r\n') return stop(hasLineEnd(octets, at) ? 'malformed' : 'incomplete')
    at += 2
  }
}

/** httpd looks at a line when it has its end. */
const hasLineEnd = (octets: ByteString, offset: number): boolean =>
  octets.slice(offset, offset + lineLimitOctets).includes('\n') || octets.length >= offset + lineLimitOctets

type ChunkSize = { readonly octets: number; readonly next: number }

/** Hex digits, blanks, perhaps an extension, CRLF; the whole line no longer than httpd's line limit. */
const chunkSize = (octets: ByteString, offset: number): ChunkSize | 'incomplete' | 'malformed' | 'too large' => {
  const line = octets.slice(offset, offset + lineLimitOctets)
  const [all = '', digits = ''] = /^([0-9A-Fa-f]*)[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?/.exec(line) ?? []
  if (digits.replace(/^0+/, '').length > 16 || /^0*[89a-f][0-9a-f]{15}$/i.test(digits)) return 'too large'
  const end = line.slice(all.length, all.length + 2)
  if ((digits === '' && line !== '') || !'\r\n'.startsWith(end)) {
    return hasLineEnd(octets, offset) ? 'malformed' : 'incomplete'
  }
  if (end.length < 2) return line.length === lineLimitOctets ? 'too large' : 'incomplete'
  return { octets: Number.parseInt(digits, 16), next: offset + all.length + 2 }
}
