import { connect, isIP, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import { type ByteString, fromOctets } from '../../src/bytes.ts'
import { EnvironmentError } from '../../src/errors.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import { parseResponse } from '../../src/http/parse-response.ts'
import type { Piecemeal } from './waf.ts'

/** What came back for a request's octets. */
export type RawAnswer = {
  /** Absent when the connection ended without an answer. */
  readonly response?: HttpResponse
  /** From connecting, or from the sending of a later request, to the response's end. */
  readonly elapsedMs: number
  /** Our port of the connection, by which a log may know it. */
  readonly localPort?: number
}

/** A connection to a web server that is open, at least on our side. */
export type RawConnection = {
  readonly localPort: number
  /** Writes octets; ends early where the server has closed the connection. */
  readonly write: (octets: Uint8Array, pieces?: Piecemeal) => Promise<void>
  /**
   * The next response on the connection, as the answer to a request. It ends as its framing says, or with the connection. Throws an
   * EnvironmentError when the server goes over to HTTP/2, or when the response's end does not come within `limitMs`.
   */
  readonly read: (request: Uint8Array, limitMs: number) => Promise<RawAnswer>
  /** False once the server has ended it. */
  readonly isOpen: () => boolean
  readonly end: () => void
}

/** How a connection is made. */
export type Connecting = {
  /** Longest time that it may take. */
  readonly limitMs?: number
  /** Octets that stand before everything else, before a handshake too. */
  readonly before?: Uint8Array
  /** Over TLS, with the server's certificate verified or not. */
  readonly tls?: 'verified' | 'not verified'
}

const CONNECT_LIMIT_MS = 5_000

/** Sends octets as they are on a connection of their own and reads one response; then closes the connection. */
export const sendRaw = async (host: string, port: number, request: Uint8Array, limitMs: number): Promise<RawAnswer> => {
  const connection = await openRaw(host, port)
  try {
    void connection.write(request)
    return await connection.read(request, limitMs)
  } finally {
    connection.end()
  }
}

/** Connects. Throws an EnvironmentError when there is no connection. */
export const openRaw = async (host: string, port: number, how: Connecting = {}): Promise<RawConnection> => {
  let startedMs = performance.now()
  let hasWritten = false
  let received: Buffer = Buffer.alloc(0)
  let state: 'open' | 'closed' = 'open'
  let look = (): void => {}
  const socket = await connected(host, port, how)
  const closed = (): void => {
    state = 'closed'
    look()
  }
  socket.removeAllListeners('error').on('error', closed).on('close', closed)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    look()
  })
  const localPort = socket.localPort ?? 0

  const write: RawConnection['write'] = async (octets, pieces = { lengths: [octets.length], pauseMs: 0 }) => {
    if (hasWritten) startedMs = performance.now()
    hasWritten = true
    let at = 0
    for (const [index, length] of pieces.lengths.entries()) {
      if (index > 0) await pause(pieces.pauseMs)
      if (state === 'closed') return
      socket.write(octets.subarray(at, at + length))
      at += length
    }
  }

  const read: RawConnection['read'] = (request, limitMs) =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer)
        look = () => {}
        end()
      }
      const fail = (message: string): void => settle(() => reject(new EnvironmentError(message)))
      const timer = setTimeout(() => fail(`the WAF's response did not end within ${limitMs} ms`), limitMs)
      look = () => {
        if (isHttp2(received)) return fail(HTTP2)
        const found = responseIn(received, request, state)
        if (found === undefined && state === 'open') return undefined
        received = received.subarray(found?.consumedOctets ?? received.length)
        const elapsedMs = performance.now() - startedMs
        return settle(() =>
          resolve({
            ...(found === undefined ? {} : { response: found.response }),
            elapsedMs,
            ...(localPort === 0 ? {} : { localPort }),
          }),
        )
      }
      look()
    })

  return {
    localPort,
    write,
    read,
    isOpen: () => state === 'open',
    end: () => {
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.destroy()
    },
  }
}

const connected = async (
  host: string,
  port: number,
  { limitMs = CONNECT_LIMIT_MS, before, tls }: Connecting,
): Promise<Socket> => {
  const plain = connect({ host, port })
  plain.setNoDelay(true)
  const sockets: Socket[] = [plain]
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new EnvironmentError(`no connection to ${host}:${port} within ${limitMs} ms`)),
      limitMs,
    )
  })
  const made = async (): Promise<Socket> => {
    await ready(plain, 'connect', host, port)
    if (before !== undefined) plain.write(before)
    if (tls === undefined) return plain
    const secure: TLSSocket = tlsConnect({
      socket: plain,
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      rejectUnauthorized: tls === 'verified',
      ALPNProtocols: ['http/1.1'],
    })
    sockets.push(secure)
    await ready(secure, 'secureConnect', host, port)
    return secure
  }
  try {
    return await Promise.race([made(), late])
  } catch (error) {
    for (const socket of sockets) socket.on('error', () => {}).destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

const ready = (socket: Socket, event: 'connect' | 'secureConnect', host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isUntrusted = event === 'secureConnect' && /CERT|SIGNATURE|ISSUER/.test(error.code ?? '')
      const hint = isUntrusted ? '; if its certificate does not matter, say --skip-tls-verification' : ''
      reject(new EnvironmentError(`no connection to the WAF at ${host}:${port}: ${error.message}${hint}`))
    })
    socket.once(event, () => resolve())
  })

const HTTP2 =
  'the WAF answers in HTTP/2, which wafrig does not speak: turn it off there (Protocols http/1.1 in Apache, http2 off in nginx), or leave the request out'

/** A server's HTTP/2 begins with a SETTINGS frame: its length, type 4, flags, stream 0 (RFC 9113, sections 3.4, 4.1 and 6.5). */
const isHttp2 = (octets: Buffer): boolean =>
  octets.length >= 9 && octets[0] === 0 && octets[3] === 4 && octets.readUInt32BE(5) === 0

type Found = { readonly response: HttpResponse; readonly consumedOctets: number }

/** The response as far as it has come; after the connection's end, what has no status line is an HTTP/0.9 answer. */
const responseIn = (octets: Buffer, request: Uint8Array, connection: 'open' | 'closed'): Found | undefined => {
  const parsed = parseResponse(octets, { method: methodOf(request), connection })
  if (parsed.kind === 'response') return parsed
  if (connection === 'open' || octets.length === 0 || fromOctets(octets.subarray(0, 5)) === 'HTTP/') return undefined
  const response = { status: 200, reason: '', protocol: '', headers: [], body: fromOctets(octets) }
  return { response, consumedOctets: octets.length }
}

const methodOf = (request: Uint8Array): ByteString => (fromOctets(request.subarray(0, 5)) === 'HEAD ' ? 'HEAD' : 'GET')
