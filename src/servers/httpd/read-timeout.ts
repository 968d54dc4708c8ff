import { fromOctets } from '../../bytes.ts'
import type { Arrival } from '../server.ts'

/** A limit of mod_reqtimeout: so long, longer with what comes, and never longer than that. */
type Limit = { readonly ms: number; readonly longestMs: number }

/** RequestReadTimeout as the containers have it: header=3-6,MinRate=500 body=3,MinRate=500. */
const HEAD: Limit = { ms: 3_000, longestMs: 6_000 }
const BODY: Limit = { ms: 3_000, longestMs: Number.POSITIVE_INFINITY }
const MS_PER_OCTET = 1000 / 500

/** The octets that have come before mod_reqtimeout gives up (2.4, modules/filters/mod_reqtimeout.c, extend_rate). */
export const readInTime = (octets: Uint8Array, arrivals: readonly Arrival[]): Uint8Array => {
  const headEnd = fromOctets(octets).indexOf('\r\n\r\n')
  let end = 0
  let [limit, startedMs] = [HEAD, 0]
  let untilMs = limit.ms
  for (const { atMs, length } of arrivals) {
    if (atMs > untilMs) return octets.subarray(0, end)
    end += length
    if (limit === HEAD && headEnd !== -1 && end >= headEnd + 4)
      [limit, startedMs, untilMs] = [BODY, atMs, atMs + BODY.ms]
    else untilMs = Math.min(untilMs + length * MS_PER_OCTET, startedMs + limit.longestMs)
  }
  return octets
}
