import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../listen.ts'

/** Where a server is to listen. */
export type ServerAddress = {
  /** 0 takes a free one. */
  readonly port?: number
  /** The address to listen on; loopback when not given. */
  readonly host?: string
}

/** A server that listens; its end ends every connection. */
export type ListeningServer = AsyncDisposable & {
  /** With a slash at the end, as tx.machine-learning-plugin_ml_server_url wants it. */
  readonly url: string
  readonly port: number
}

/** Serves HTTP. Throws an EnvironmentError where it cannot listen. */
export const openServer = async (
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { port = 0, host = '127.0.0.1' }: ServerAddress,
): Promise<ListeningServer> => {
  const server = createServer((request, response) => void handle(request, response))
  const listening = await listen(server, port, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}/`,
    port: listening,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
