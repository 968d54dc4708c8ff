import { type ConnectionRequests, isPlain } from '../scenario/sendings.ts'
import { Unavailable } from '../waf/unavailable.ts'
import type { Exchange, Waf } from '../waf/waf.ts'

/** Sends what goes over one connection, and says what each request brought. Throws Unavailable where the WAF cannot be sent it. */
export const sendOver = async (waf: Waf, sending: ConnectionRequests): Promise<readonly Exchange[]> => {
  const [only, ...more] = sending.map(({ sent }) => sent)
  if (only === undefined) return []
  if (more.length === 0 && isPlain(only)) {
    return [await waf.send(only.octets, only.scorer === undefined ? {} : { scorer: only.scorer })]
  }
  if (waf.sendAll === undefined) {
    throw new Unavailable(
      'says of client, time, connection or pieces what this WAF cannot be told; those of `wafrig run` and an EmulatedWaf can',
    )
  }
  return waf.sendAll([only, ...more])
}
