import { connect } from 'node:net'
import { fromOctets } from '../../src/bytes.ts'
import { EnvironmentError } from '../../src/errors.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import { parseResponse } from '../../src/http/parse-response.ts'

/** What came back for a request's octets. */
export type RawAnswer = {
  /** Absent when the connection ended without an answer. */
  readonly response?: HttpResponse
  /** From connecting to the response's end. */
  readonly elapsedMs: number
  /** Our port of the connection, by which a log may know it. */
  readonly localPort?: number
}

const CONNECT_LIMIT_MS = 5_000

/**
 * Sends octets as they are on a connection of their own and reads one response; then closes the connection. A response ends as its
 * framing says, or with the connection. Throws an EnvironmentError when there is no connection, when the server goes over to HTTP/2, or
 * when the response's end does not come within `limitMs`.
 */
export const sendRaw = (host: string, port: number, request: Uint8Array, limitMs: number): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    let octets: Buffer = Buffer.alloc(0)
    let isConnected = false
    let localPort = 0
    const socket = connect({ host, port })
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.destroy()
      end()
    }
    const answer = (response: HttpResponse | undefined): void =>
      settle(() => {
        const elapsedMs = performance.now() - started
        resolve({
          ...(response === undefined ? {} : { response }),
          elapsedMs,
          ...(localPort === 0 ? {} : { localPort }),
        })
      })
    const fail = (message: string): void => settle(() => reject(new EnvironmentError(message)))
    let timer = setTimeout(
      () => fail(`no connection to ${host}:${port} within ${CONNECT_LIMIT_MS} ms`),
      CONNECT_LIMIT_MS,
    )
    socket.once('connect', () => {
      isConnected = true
      localPort = socket.localPort ?? 0
      clearTimeout(timer)
      timer = setTimeout(() => fail(`the WAF's response did not end within ${limitMs} ms`), limitMs)
      socket.write(request)
    })
    socket.on('data', (chunk: Buffer) => {
      octets = Buffer.concat([octets, chunk])
      if (isHttp2(octets)) fail(HTTP2)
      const response = read(octets, request, 'open')
      if (response !== undefined) answer(response)
    })
    socket.on('error', error => {
      if (isConnected) answer(read(octets, request, 'closed'))
      else fail(`no connection to the WAF at ${host}:${port}: ${error.message}`)
    })
    socket.on('close', () => answer(read(octets, request, 'closed')))
  })

const HTTP2 =
  'the WAF answers in HTTP/2, which wafrig does not speak: turn it off there (Protocols http/1.1 in Apache, http2 off in nginx), or leave the request out'

/** A server's HTTP/2 begins with a SETTINGS frame: its length, type 4, flags, stream 0 (RFC 9113, sections 3.4, 4.1 and 6.5). */
const isHttp2 = (octets: Buffer): boolean =>
  octets.length >= 9 && octets[0] === 0 && octets[3] === 4 && octets.readUInt32BE(5) === 0

/** The response as far as it has come; after the connection's end, what has no status line is an HTTP/0.9 answer. */
const read = (octets: Buffer, request: Uint8Array, connection: 'open' | 'closed'): HttpResponse | undefined => {
  const method = fromOctets(request.subarray(0, 5)) === 'HEAD ' ? 'HEAD' : 'GET'
  const parsed = parseResponse(octets, { method, connection })
  if (parsed.kind === 'response') return parsed.response
  if (connection === 'open' || octets.length === 0 || fromOctets(octets.subarray(0, 5)) === 'HTTP/') return undefined
  return { status: 200, reason: '', protocol: '', headers: [], body: fromOctets(octets) }
}
