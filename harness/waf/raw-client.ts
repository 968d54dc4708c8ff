import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
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
export const openRaw = async (host: string, port: number): Promise<RawConnection> => {
  let startedMs = performance.now()
  let hasWritten = false
  let received: Buffer = Buffer.alloc(0)
  let state: 'open' | 'closed' = 'open'
  let look = (): void => {}
  const socket = connect({ host, port })
  socket.setNoDelay(true)
  await new Promise<void>((resolve, reject) => {
    const fail = (message: string): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new EnvironmentError(message))
    }
    const timer = setTimeout(
      () => fail(`no connection to ${host}:${port} within ${CONNECT_LIMIT_MS} ms`),
      CONNECT_LIMIT_MS,
    )
    socket.once('error', error => fail(`no connection to the WAF at ${host}:${port}: ${error.message}`))
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve()
    })
  })
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
