import { randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { type ByteString, fromOctets, toOctets } from './bytes.ts'
import { exchange } from './engine/exchange.ts'
import type { Application } from './http/application.ts'
import { withoutHeader } from './http/headers.ts'
import type { HttpResponse } from './http/message.ts'
import { serializeResponse } from './http/serialize.ts'
import { listen } from './listen.ts'
import { isWhole } from './servers/server.ts'
import { CollectionStore } from './transaction/collection-store.ts'
import type { Observer } from './transaction/events.ts'
import type { RuleSet } from './transaction/rule-set.ts'
import type { Connection } from './transaction/transaction.ts'

/** The emulator on a port, in front of an application. */
export type Gateway = AsyncDisposable & { readonly port: number; readonly url: string }

/** Where a gateway listens. */
export type GatewayAddress = {
  /** 0 takes a free one. */
  readonly port?: number
  /** The address to listen on; loopback when not given. */
  readonly host?: string
}

/** What answers a gateway's requests. */
export type Answering = {
  /** The response to a request's octets; undefined closes the connection without one. */
  readonly answer: (octets: Uint8Array, connection: Connection) => Promise<HttpResponse | undefined>
  /** True when the web server would not wait for more octets. */
  readonly isWhole: (octets: Uint8Array) => boolean
}

/** What stands behind the rules, and who is told of every transaction's events. */
export type RuleAnswers = { readonly application: Application; readonly observer: Observer }

/** Longest request that is kept, in bytes; a longer one ends the connection. */
const REQUEST_LIMIT_BYTES = 268_435_456

/** How long a client may take to send a request, in ms. httpd's RequestReadTimeout gives 20 s for the head. */
const REQUEST_TIMEOUT_MS = 20_000

/** A rule set's answers. */
export const ruleAnswers = (ruleSet: RuleSet, { application, observer }: RuleAnswers): Answering => {
  const { server } = ruleSet.dialect
  const store = new CollectionStore()
  return {
    isWhole: octets => isWhole(server.read(octets)),
    answer: async (octets, connection) => {
      const circumstances = {
        connection,
        uniqueId: uniqueId(),
        startedMs: Date.now(),
        now: () => performance.now(),
        store,
        serverName: 'localhost',
      }
      return (await exchange(ruleSet, server.read(octets), { circumstances, application, observer })).response
    },
  }
}

/** Serves answers on a port, one request a connection. */
export const startGateway = async (
  answering: Answering,
  { port = 0, host = '127.0.0.1' }: GatewayAddress = {},
): Promise<Gateway> => {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, answering)
  })
  const listening = await listen(server, port, host)
  return {
    port: listening,
    url: `http://${host}:${listening}/`,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const serve = (socket: Socket, { answer, isWhole }: Answering): void => {
  const chunks: Buffer[] = []
  let size = 0
  let done = false
  const respond = async (): Promise<void> => {
    if (done) return
    done = true
    const method = fromOctets(chunks[0] ?? Buffer.alloc(0)).split(' ', 1)[0] ?? 'GET'
    try {
      const response = await answer(Buffer.concat(chunks), {
        remoteAddress: socket.remoteAddress ?? '127.0.0.1',
        remotePort: socket.remotePort ?? 0,
        serverAddress: socket.localAddress ?? '127.0.0.1',
        serverPort: socket.localPort ?? 0,
      })
      if (response === undefined) socket.destroy()
      else socket.end(serializeResponse(closing(response), method))
    } catch (error) {
      // One request that the engine breaks on must not end the process, and with it all others.
      process.emitWarning(error instanceof Error ? error : String(error))
      socket.end(serializeResponse(BROKEN, method))
    }
  }
  // A long body comes in thousands of pieces: to read all of it at each of them would take forever.
  let looked = 0
  let pause: NodeJS.Timeout | undefined
  const look = (): void => {
    looked = size
    if (!done && isWhole(Buffer.concat(chunks))) void respond()
  }
  socket.setTimeout(REQUEST_TIMEOUT_MS, () => void respond())
  socket.on('close', () => clearTimeout(pause))
  socket.on('end', () => void respond())
  socket.on('data', (chunk: Buffer) => {
    if (done) return
    chunks.push(chunk)
    size += chunk.length
    clearTimeout(pause)
    if (size > REQUEST_LIMIT_BYTES) socket.destroy()
    else if (size >= looked * GROWTH) look()
    else pause = setTimeout(look, PAUSE_MS)
  })
}

/** The request is looked at when it has grown by this factor, or when nothing has come for so long, in ms. */
const GROWTH = 1.5
const PAUSE_MS = 5

/** The answer to a request that the engine broke on. */
const BROKEN: HttpResponse = {
  status: 500,
  reason: 'Internal Server Error',
  protocol: 'HTTP/1.1',
  headers: [
    { name: 'Content-Length', value: '0' },
    { name: 'Connection', value: 'close' },
  ],
  body: '',
}

/** The response as it says that the connection ends. */
const closing = (response: HttpResponse): HttpResponse => ({
  ...response,
  headers: [
    ...withoutHeader(withoutHeader(response.headers, 'Connection'), 'Keep-Alive'),
    { name: 'Connection', value: 'close' },
  ],
})

/** 24 characters, in form as mod_unique_id's. */
const uniqueId = (): ByteString => fromOctets(toOctets(randomBytes(18).toString('base64').replace(/[+/]/g, '_')))
