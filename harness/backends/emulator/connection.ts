import type { Reading, WebServer } from '../../../src/servers/server.ts'
import type { Exchange } from '../../waf/waf.ts'

/** A connection to the emulator, which may have several requests. */
export type EmulatedConnection = {
  /** Octets of the client's. */
  readonly write: (octets: Uint8Array) => void
  /** What the next request among them brought; undefined when the server does not read it. */
  readonly next: (moment: Moment) => Promise<EmulatedExchange | undefined>
}

/** When a request comes, in ms since the epoch, and how long after the answer before it, in ms. */
export type Moment = { readonly nowMs: number; readonly idleMs: number }

/** What one request brought; what the scoring server was asked is known to whoever runs that. */
export type EmulatedExchange = Omit<Exchange, 'scored'>

/** What a request brought, and whether a rule has answered it. */
export type Taken<Brought extends EmulatedExchange> = { readonly exchanged: Brought; readonly isDenied: boolean }

/** A connection to a web server; `take` takes a request through the engine. */
export const emulatedConnection = (
  server: WebServer,
  take: (reading: Reading, nowMs: number, requestNumber: number) => Promise<Taken<EmulatedExchange>>,
): EmulatedConnection => {
  let octets: Uint8Array = new Uint8Array()
  let isOpen = true
  let count = 0
  return {
    write: more => {
      octets = Buffer.concat([octets, more])
    },
    next: async ({ nowMs, idleMs }) => {
      if (!isOpen || (count > 0 && idleMs >= server.keepAlive.idleMs)) {
        isOpen = false
        return undefined
      }
      count++
      const reading = server.read(octets)
      const { exchanged, isDenied } = await take(reading, nowMs, count)
      octets = octets.subarray(reading.kind === 'request' ? reading.consumedOctets : octets.length)
      isOpen = count < server.keepAlive.requestLimit && goesOn(reading, exchanged.response, isDenied, server.keepAlive)
      return exchanged
    },
  }
}

const goesOn = (
  reading: Reading,
  response: EmulatedExchange['response'],
  isDenied: boolean,
  keepAlive: WebServer['keepAlive'],
): boolean => {
  if (reading.kind === 'refused' || reading.bodyFault !== undefined || response === undefined) return false
  const isOwn = reading.uriAnswer !== undefined || isDenied
  return keepAlive.goesOn({ request: reading.request, response, answeredBy: isOwn ? 'server' : 'application' })
}
