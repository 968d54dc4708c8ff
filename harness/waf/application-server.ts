import { createServer, type Socket } from 'node:net'
import { type ByteString, fromOctets, lowerCase, toOctets, trim } from '../../src/bytes.ts'
import type { HttpResponse } from '../../src/http/message.ts'
import { listen } from '../../src/listen.ts'
import { decodeChunked } from '../../src/servers/httpd/chunked.ts'
import { newApplication, type TestApplication } from './application.ts'

/** The application on a port. */
export type ApplicationServer = AsyncDisposable & { readonly port: number }

/**
 * Serves the application to a WAF, one request a connection. Its HTTP is plain on purpose: a WAF passes on methods and targets
 * that `node:http` refuses.
 */
export const startApplication = async ({
  port = 0,
  host = '127.0.0.1',
}: {
  readonly port?: number
  readonly host?: string
} = {}): Promise<ApplicationServer> => {
  const sockets = new Set<Socket>()
  const application = newApplication()
  const server = createServer(socket => {
    sockets.add(socket)
    serve(socket, application)
    socket.on('close', () => sockets.delete(socket))
  })
  const listening = await listen(server, port, host)
  return {
    port: listening,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const serve = (socket: Socket, application: TestApplication): void => {
  const chunks: Buffer[] = []
  // Once the head is there, the body has been asked for, or comes unasked.
  let isAsked = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    const octets = fromOctets(Buffer.concat(chunks))
    const end = octets.indexOf('\r\n\r\n')
    if (end === -1) return
    const [line = '', ...fields] = octets.slice(0, end).split('\r\n')
    const headers = new Map(fields.map(field))
    const body = bodyOf(octets, end + 4, headers)
    if (body === undefined) {
      if (!isAsked && lowerCase(headers.get('expect') ?? '') === '100-continue') socket.write(CONTINUE)
      isAsked = true
      return
    }
    const [method = '', target = ''] = line.split(' ')
    const answer = application({ method, path: target.split('?', 1)[0] ?? '', target, body })
    socket.removeAllListeners('data')
    socket.end(toOctets(wire(answer, method)))
  })
}

/** What a client waits for before it sends a body, if it says so (RFC 9110 section 10.1.1); httpd's proxy passes that on. */
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

const field = (line: ByteString): [name: ByteString, value: ByteString] => {
  const colon = line.indexOf(':')
  return [lowerCase(line.slice(0, colon)), trim(line.slice(colon + 1))]
}

/** The body, or undefined while some of it is still to come. */
const bodyOf = (
  octets: ByteString,
  start: number,
  headers: ReadonlyMap<ByteString, ByteString>,
): ByteString | undefined => {
  if (lowerCase(headers.get('transfer-encoding') ?? '') === 'chunked') {
    const decoded = decodeChunked(octets, start)
    return 'fault' in decoded && decoded.fault === 'incomplete' ? undefined : decoded.body
  }
  const length = Number(headers.get('content-length') ?? 0)
  return octets.length - start < length ? undefined : octets.slice(start, start + length)
}

const wire = ({ status, reason, headers, body }: HttpResponse, method: ByteString): ByteString =>
  [
    `HTTP/1.1 ${status} ${reason}`,
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    'Connection: close',
    '',
    method === 'HEAD' ? '' : body,
  ].join('\r\n')
