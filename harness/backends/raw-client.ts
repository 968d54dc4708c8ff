import { connect } from 'node:net'
import { type ByteString, equalsIgnoringCase, fromOctets, lowerCase } from '../../src/bytes.ts'
import { EnvironmentError } from '../../src/errors.ts'
import { decodeChunked } from '../../src/http/chunked.ts'
import type { Header, HttpResponse } from '../../src/http/message.ts'

/** What came back for a request's octets. */
export type RawAnswer = {
  /** Absent when the connection ended without an answer. */
  readonly response?: HttpResponse
  /** From connecting to the response's end. */
  readonly elapsedMs: number
}

const CONNECT_LIMIT_MS = 5_000

/**
 * Sends octets as they are on a connection of their own and reads one response; then closes the connection. A response ends as its
 * framing says, or with the connection. Throws an EnvironmentError when there is no connection or the response's end does not come
 * within `limitMs`.
 */
export const sendRaw = (host: string, port: number, request: Uint8Array, limitMs: number): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const toHead = fromOctets(request.subarray(0, 5)) === 'HEAD '
    let octets = ''
    let isConnected = false
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
        resolve(response === undefined ? { elapsedMs } : { response, elapsedMs })
      })
    const fail = (message: string): void => settle(() => reject(new EnvironmentError(message)))
    let timer = setTimeout(
      () => fail(`no connection to ${host}:${port} within ${CONNECT_LIMIT_MS} ms`),
      CONNECT_LIMIT_MS,
    )
    socket.once('connect', () => {
      isConnected = true
      clearTimeout(timer)
      timer = setTimeout(() => fail(`the WAF's response did not end within ${limitMs} ms`), limitMs)
      socket.write(request)
    })
    socket.on('data', (chunk: Buffer) => {
      octets += fromOctets(chunk)
      const read = readResponse(octets, toHead)
      if (read !== undefined && read.isWhole) answer(read.response)
    })
    socket.on('error', error => {
      if (isConnected) answer(readResponse(octets, toHead)?.response)
      else fail(`no connection to the WAF at ${host}:${port}: ${error.message}`)
    })
    socket.on('close', () => answer(readResponse(octets, toHead)?.response))
  })

type Read = { readonly response: HttpResponse; readonly isWhole: boolean }

/** The response that octets begin with, as far as they go; interim ones (1xx) are passed over. HTTP/0.9 is all body. */
const readResponse = (octets: ByteString, toHead: boolean): Read | undefined => {
  if (octets === '') return undefined
  if (!octets.startsWith('HTTP/') && octets.length >= 5) {
    return { isWhole: false, response: { status: 200, reason: '', protocol: '', headers: [], body: octets } }
  }
  const end = octets.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...fields] = octets.slice(0, end).split('\r\n')
  const [protocol = '', code = ''] = line.split(' ')
  const status = Number(code)
  if (status >= 100 && status < 200 && status !== 101) return readResponse(octets.slice(end + 4), toHead)
  const headers = fields.map(headerOf)
  const reason = line.slice(protocol.length + code.length + 2)
  const { body, isWhole } = bodyOf(octets, end + 4, headers, toHead || status === 204 || status === 304)
  return { isWhole, response: { status, reason, protocol, headers, body } }
}

const headerOf = (line: ByteString): Header => {
  const colon = line.indexOf(':')
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '') }
}

const bodyOf = (
  octets: ByteString,
  start: number,
  headers: readonly Header[],
  isBodiless: boolean,
): { readonly body: ByteString; readonly isWhole: boolean } => {
  if (isBodiless) return { body: '', isWhole: true }
  const value = (name: string): ByteString | undefined =>
    headers.find(header => equalsIgnoringCase(header.name, name))?.value
  if (lowerCase(value('Transfer-Encoding') ?? '') === 'chunked') {
    const decoded = decodeChunked(octets, start)
    return { body: decoded.body, isWhole: !('fault' in decoded) }
  }
  const length = value('Content-Length')
  if (length === undefined) return { body: octets.slice(start), isWhole: false }
  const end = start + Number(length)
  return { body: octets.slice(start, end), isWhole: octets.length >= end }
}
