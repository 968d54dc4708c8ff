import type { Arrival } from '../server.ts'

/** client_body_timeout as the containers have it. The head has 60 s. */
const PAUSE_LIMIT_MS = 3_000

/** The octets that have come before nginx gives up, which it does when nothing has come for some time. */
export const readInTime = (octets: Uint8Array, arrivals: readonly Arrival[]): Uint8Array => {
  let end = 0
  let beforeMs = 0
  for (const { atMs, length } of arrivals) {
    if (atMs - beforeMs > PAUSE_LIMIT_MS) return octets.subarray(0, end)
    end += length
    beforeMs = atMs
  }
  return octets
}
