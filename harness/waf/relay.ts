import { connect, createServer, type Server, type Socket } from 'node:net'
import { EnvironmentError } from '../../src/errors.ts'
import { listen } from '../../src/listen.ts'

/**
 * A relay lets a WAF in a container reach a server of the process that started it, wherever the Docker engine is: the process opens
 * one connection to the relay in the container's network, and every connection to the relay is carried over it. A frame is the
 * connection's number (4 octets), what it is (1), the length of what follows (4), and that.
 */
export type Relay = AsyncDisposable & { readonly port: number; readonly carrierPort: number }

/** Where a relay listens: for what is to be carried, and for who carries it. 0 takes a free port. */
export type RelayPorts = { readonly port: number; readonly carrierPort: number; readonly host: string }

/** Somewhere that listens. */
export type Address = { readonly host: string; readonly port: number }

/** Starts a relay. Without a carrier it resets what comes; a second carrier takes the place of the first. */
export const startRelay = async ({ port, carrierPort, host }: RelayPorts): Promise<Relay> => {
  let carrier: Carrier | undefined
  const outer = createServer({ allowHalfOpen: true }, socket => {
    if (carrier === undefined) socket.resetAndDestroy()
    else carrier.open(socket)
  })
  const inner = createServer(socket => {
    carrier?.end()
    const own = carry(socket, () => undefined)
    carrier = own
    socket.write(frame(0, HELLO))
    socket.on('close', () => {
      if (carrier === own) carrier = undefined
    })
  })
  const ports = { port: await listen(outer, port, host), carrierPort: await listen(inner, carrierPort, host) }
  return {
    ...ports,
    [Symbol.asyncDispose]: async () => {
      carrier?.end()
      await Promise.all([closed(outer), closed(inner)])
    },
  }
}

/**
 * Carries what comes to a relay to a server here. Throws an EnvironmentError when nothing answers there as a relay does, which may be
 * since it does not listen yet.
 */
export const joinRelay = async (relay: Address, target: Address): Promise<AsyncDisposable> => {
  const line = connect(relay)
  const greeted = new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(new EnvironmentError(`no relay answers at ${relay.host}:${relay.port}`))
    line.once('data', () => resolve())
    line.once('error', fail).once('close', fail)
  })
  const carrier = carry(line, () => connect({ ...target, allowHalfOpen: true }))
  try {
    await greeted
  } catch (error) {
    carrier.end()
    throw error
  }
  return { [Symbol.asyncDispose]: async () => carrier.end() }
}

const HELLO = 0
const OPEN = 1
const DATA = 2
const END = 3
const RESET = 4
const HEAD_BYTES = 9

type Carrier = { readonly open: (socket: Socket) => void; readonly end: () => void }

/** One end of the line: `accept` gives the connection for one that the other end has opened. */
const carry = (line: Socket, accept: () => Socket | undefined): Carrier => {
  const carried = new Map<number, Socket>()
  let next = 0
  const tell = (id: number, kind: number, octets?: Uint8Array): void => {
    if (line.writable) line.write(frame(id, kind, octets))
  }
  const attach = (id: number, socket: Socket): void => {
    carried.set(id, socket)
    socket.on('data', chunk => tell(id, DATA, chunk))
    socket.on('end', () => tell(id, END))
    socket.on('error', () => tell(id, RESET))
    socket.on('close', () => carried.delete(id))
  }
  const take = (id: number, kind: number, octets: Uint8Array): void => {
    const opened = kind === OPEN ? accept() : undefined
    if (opened !== undefined) attach(id, opened)
    const socket = carried.get(id)
    if (kind === DATA) socket?.write(octets)
    if (kind === END) socket?.end()
    if (kind === RESET) socket?.resetAndDestroy()
  }
  line.setNoDelay(true)
  line.on('data', frames(take))
  line.on('error', () => line.destroy())
  line.on('close', () => {
    for (const socket of carried.values()) socket.resetAndDestroy()
  })
  return {
    open: socket => {
      const id = next++
      tell(id, OPEN)
      attach(id, socket)
    },
    end: () => line.destroy(),
  }
}

const frame = (id: number, kind: number, octets: Uint8Array = new Uint8Array()): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(id, 0)
  head.writeUInt8(kind, 4)
  head.writeUInt32BE(octets.length, 5)
  return Buffer.concat([head, octets])
}

const frames = (take: (id: number, kind: number, octets: Uint8Array) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + rest.readUInt32BE(5)
      if (rest.length < end) return
      take(rest.readUInt32BE(0), rest.readUInt8(4), rest.subarray(HEAD_BYTES, end))
      rest = rest.subarray(end)
    }
  }
}

const closed = (server: Server): Promise<void> => new Promise(resolve => server.close(() => resolve()))
