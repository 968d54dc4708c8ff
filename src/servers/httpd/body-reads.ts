/** Octets of the buffer in which httpd reads from a socket (apr_buckets.h, APR_BUCKET_BUFF_SIZE). */
const SOCKET_OCTETS = 8000

/** Most octets of a body that ModSecurity and the proxy ask for at once (httpd.h, HUGE_STRING_LEN). */
const ASKED_OCTETS = 8192

/**
 * Octets of each read in which httpd hands on what stands at these places of a connection: a body or a chunk of one,
 * where all of it had come when the first octet was read. Seen on 2.4.69 by where SecRequestBodyInMemoryLimit takes effect.
 */
export const bodyReads = (start: number, end: number): readonly number[] => {
  const reads: number[] = []
  for (let at = start; at < end; ) {
    const next = Math.min(end, behind(at, 0, SOCKET_OCTETS), behind(at, start, ASKED_OCTETS))
    reads.push(next - at)
    at = next
  }
  return reads
}

/** The next place that is a multiple of a size from a start. */
const behind = (at: number, start: number, size: number): number => start + (Math.floor((at - start) / size) + 1) * size
