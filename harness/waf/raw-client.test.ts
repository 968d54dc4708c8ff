import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { EnvironmentError } from '../../src/errors.ts'
import { openRaw, sendRaw } from './raw-client.ts'

/** A server that answers each connection with the same octets, then closes it or not. */
const listen = async (answer: string, closes: 'closes' | 'stays open'): Promise<Server & { readonly port: number }> => {
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => {
      if (closes === 'closes') socket.end(answer, 'latin1')
      else socket.write(answer, 'latin1')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return Object.assign(server, { port: address.port })
}

test.each([
  ['a body of known length', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno', 'stays open', 403, 'no'],
  [
    'an interim answer first',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'stays open',
    200,
    '',
  ],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\xff\r\n0\r\n\r\n', 'stays open', 200, '\xff'],
  ['a body that ends with the connection', 'HTTP/1.0 200 OK\r\n\r\nall', 'closes', 200, 'all'],
  ['HTTP/0.9', '<p>no header', 'closes', 200, '<p>no header'],
] as const)('a response with %s is read', async (_, answer, closes, status, body) => {
  const server = await listen(answer, closes)
  const { response } = await sendRaw('127.0.0.1', server.port, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 60_000)
  server.close()
  expect(response).toMatchObject({ status, body })
})

test('a connection that ends without an answer has no response', async () => {
  const server = await listen('', 'closes')
  const answer = await sendRaw('127.0.0.1', server.port, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 60_000)
  server.close()
  expect(answer.response).toBeUndefined()
})

test('an answer that does not come is an error of the surroundings', async () => {
  const server = await listen('HTTP/1.1 200 OK\r\n', 'stays open')
  const sent = sendRaw('127.0.0.1', server.port, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 50)
  await expect(sent).rejects.toThrow(new EnvironmentError("the WAF's response did not end within 50 ms"))
  server.close()
})

// The limit is far off: such a server keeps the connection open.
test('an answer in HTTP/2 is told at once', async () => {
  const server = await listen('\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64', 'stays open')
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  await expect(sendRaw('127.0.0.1', server.port, preface, 100_000)).rejects.toThrow(
    'the WAF answers in HTTP/2, which wafrig does not speak: turn it off there',
  )
  server.close()
})

test('a closed port is an error of the surroundings', async () => {
  const server = await listen('', 'closes')
  server.close()
  await expect(sendRaw('127.0.0.1', server.port, new Uint8Array(), 60_000)).rejects.toThrow(/^no connection to the WAF/)
})

test('two responses of a connection are read one after the other, and then that it has ended', async () => {
  const response = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
  const server = await listen(response('one') + response('two'), 'closes')
  const connection = await openRaw('127.0.0.1', server.port)
  const request = Buffer.from('GET / HTTP/1.1\r\n\r\n')
  await connection.write(request)
  const bodies: unknown[] = []
  for (let count = 0; count < 3; count++) bodies.push((await connection.read(request, 2_000)).response?.body)
  connection.end()
  server.close()
  expect(bodies).toEqual(['one', 'two', undefined])
})

test('octets come in the pieces that are asked for', async () => {
  const pieces: string[] = []
  const server = createServer(socket => {
    socket.on('data', chunk => {
      pieces.push(chunk.toString('latin1'))
      if (pieces.join('') === 'abcde') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const connection = await openRaw('127.0.0.1', typeof address === 'object' ? (address?.port ?? 0) : 0)
  const request = Buffer.from('abcde')
  const writing = connection.write(request, { lengths: [2, 2, 1], pauseMs: 50 })
  const { response } = await connection.read(request, 5_000)
  await writing
  connection.end()
  server.close()
  expect([response?.status, pieces.join('')]).toEqual([200, 'abcde'])
})
