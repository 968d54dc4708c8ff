import { lookup } from 'node:dns/promises'
import { isIP, connect as openSocket, type Socket } from 'node:net'
import { type ByteString, fromOctets, lowerCase, toOctets } from '../../bytes.ts'
import type { ScriptAccess } from '../host/host.ts'

/** A TCP connection with LuaSocket's ways of waiting and its words for what failed (src/usocket.c, buffer.c of 3.0.0). */
export type TcpConnection = {
  /** Octets sent and received so far. */
  readonly sent: () => ByteString
  readonly received: () => ByteString
  /** Gives the octets to the system; the failure's name if the connection is known to be broken. */
  readonly send: (octets: ByteString, timeoutMs: number) => Promise<Failure | undefined> | Failure | undefined
  /** What a `take` finds in the octets that have come. It waits when more are needed. */
  readonly receive: (take: Take, timeoutMs: number) => Promise<Received> | Received
  /** True when something can be read without waiting, the end included. */
  readonly readable: () => boolean
  readonly close: () => void
}

/** A failure in LuaSocket's words: `closed`, `timeout`, `connection refused`, … */
export type Failure = string

/** The octets asked for, or why they did not come and what came instead. */
export type Received = { readonly octets: ByteString } | { readonly failure: Failure; readonly partial: ByteString }

/** How much of the buffer a read takes: `rest` is left; undefined asks for more. At the end of the stream `ended`. */
export type Take = (
  buffer: ByteString,
  ended: boolean,
) => { readonly octets: ByteString; readonly rest: ByteString } | undefined

/** A line without its end; carriage returns are dropped wherever they stand. */
export const takeLine: Take = buffer => {
  const end = buffer.indexOf('\n')
  return end === -1 ? undefined : { octets: buffer.slice(0, end).replaceAll('\r', ''), rest: buffer.slice(end + 1) }
}

/** Exactly so many octets. */
export const takeCount =
  (count: number): Take =>
  buffer =>
    buffer.length < count ? undefined : { octets: buffer.slice(0, count), rest: buffer.slice(count) }

/** All until the other side closes. */
export const takeAll: Take = (buffer, ended) => (ended ? { octets: buffer, rest: '' } : undefined)

/** What `getaddrinfo` says of a name that is not known (LuaSocket's own text). */
export const NAME_NOT_KNOWN = 'host or service not provided, or not known'

/** The addresses of a host: literals, names of `access.hosts`, `localhost`; other names only where any network is allowed. */
export const addressesOf = async (host: ByteString, access: ScriptAccess): Promise<readonly string[]> => {
  const named = access.hosts[lowerCase(host)]
  if (named !== undefined) return [named]
  if (isIP(host) !== 0) return [host]
  if (host !== 'localhost' && access.network !== 'any') return []
  try {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return []
    throw error
  }
}

/** True for an address of this machine's loopback. */
const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/i.test(address)

/** Connects to the first address of a host that answers; the last failure if none does. */
export const connectTo = async (
  host: ByteString,
  port: ByteString,
  access: ScriptAccess,
  timeoutMs: number,
): Promise<TcpConnection | Failure> => {
  const number = portNumber(port)
  if (number === undefined) return 'service not supported for socket type'
  const addresses = await addressesOf(host, access)
  let failure: Failure = NAME_NOT_KNOWN
  for (const address of addresses) {
    const allowed =
      access.network === 'any' ||
      (access.network === 'loopback' && isLoopback(address)) ||
      access.hosts[lowerCase(host)] === address
    if (!allowed) {
      failure = 'permission denied'
      continue
    }
    const outcome = await open(address, number, timeoutMs)
    if (typeof outcome !== 'string') return outcome
    failure = outcome
  }
  return failure
}

/** C's port: a decimal number, cut to 16 bits. */
const portNumber = (port: ByteString): number | undefined => (/^[0-9]+$/.test(port) ? Number(port) & 0xffff : undefined)

const open = (address: string, port: number, timeoutMs: number): Promise<TcpConnection | Failure> =>
  new Promise(resolve => {
    const socket = openSocket({ host: address, port, noDelay: true })
    const timer = setTimeout(() => {
      socket.destroy()
      resolve('timeout')
    }, cappedMs(timeoutMs))
    socket.once('error', error => {
      clearTimeout(timer)
      resolve(failureName(error))
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(connectionOf(socket))
    })
  })

/** Most octets kept that the script has not asked for; the rest waits in the system. */
const READ_AHEAD_BYTES = 1024 * 1024

const connectionOf = (socket: Socket): TcpConnection => {
  const sent: ByteString[] = []
  const received: ByteString[] = []
  let buffer = ''
  let ended: Failure | undefined
  let wake: (() => void) | undefined

  const changed = (): void => {
    const waiting = wake
    wake = undefined
    waiting?.()
  }
  socket.on('data', octets => {
    const piece = fromOctets(octets)
    received.push(piece)
    buffer += piece
    if (buffer.length >= READ_AHEAD_BYTES && wake === undefined) socket.pause()
    changed()
  })
  socket.on('end', () => {
    ended ??= 'closed'
    changed()
  })
  socket.on('error', error => {
    ended ??= failureName(error)
    changed()
  })

  const now = (take: Take): Received | undefined => {
    const taken = take(buffer, ended !== undefined)
    if (taken !== undefined) {
      buffer = taken.rest
      return { octets: taken.octets }
    }
    return ended === undefined ? undefined : fail(ended)
  }

  const fail = (failure: Failure): Received => {
    const partial = buffer
    buffer = ''
    return { failure, partial }
  }

  const later = async (take: Take, timeoutMs: number): Promise<Received> => {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) return fail('timeout')
      socket.resume()
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, cappedMs(leftMs))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      const found = now(take)
      if (found !== undefined) return found
    }
  }

  return {
    sent: () => sent.join(''),
    received: () => received.join(''),
    send: (octets, timeoutMs) => {
      if (socket.destroyed || !socket.writable) return 'closed'
      sent.push(octets)
      if (socket.write(toOctets(octets))) return undefined
      return new Promise(resolve => {
        const timer = setTimeout(() => done('timeout'), cappedMs(timeoutMs))
        const done = (failure: Failure | undefined): void => {
          clearTimeout(timer)
          socket.off('drain', drained)
          socket.off('close', closed)
          resolve(failure)
        }
        const drained = (): void => done(undefined)
        const closed = (): void => done('closed')
        socket.once('drain', drained)
        socket.once('close', closed)
      })
    },
    receive: (take, timeoutMs) => now(take) ?? later(take, timeoutMs),
    readable: () => buffer !== '' || ended !== undefined,
    close: () => {
      socket.destroy()
      ended ??= 'closed'
      changed()
    },
  }
}

/** setTimeout's longest wait, for waits without end. */
const cappedMs = (ms: number): number => Math.min(ms, 0x7fff_ffff)

const FAILURE_NAMES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
  ETIMEDOUT: 'timeout',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
}

const failureName = (error: Error): Failure =>
  ('code' in error && typeof error.code === 'string' ? FAILURE_NAMES[error.code] : undefined) ?? error.message
