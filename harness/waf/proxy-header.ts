import { isIPv6 } from 'node:net'
import type { Client } from './waf.ts'

/**
 * What stands before the requests of a connection for a server that is told its client (PROXY protocol, version 1). Without a client it
 * is told that whoever connects is.
 */
export const proxyHeader = (client: Client | undefined, serverPort: number): Uint8Array => {
  if (client === undefined) return Buffer.from(UNKNOWN)
  const [family, here] = isIPv6(client.ip) ? ['TCP6', '::1'] : ['TCP4', '127.0.0.1']
  return Buffer.from(`PROXY ${family} ${client.ip} ${here} ${client.port ?? ANY_PORT} ${serverPort}\r\n`)
}

/** Addresses are not looked at. Without them httpd 2.4.69 takes the next line for a part of the header, which is 15 octets long then. */
const UNKNOWN = 'PROXY UNKNOWN 0.0.0.0 0.0.0.0 0 0\r\n'

/** The port of a client that says none. */
const ANY_PORT = 40_000
