import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'

/** What is asked of an HTTP server. */
export type HttpCall = {
  readonly method: 'GET' | 'PUT'
  /** JSON. */
  readonly body?: string
  /** Longest wait for the whole answer. */
  readonly limitMs: number
}

/** Status and text of an answer. */
export type HttpAnswer = { readonly status: number; readonly text: string }

/**
 * Asks on a connection of its own: one kept from an earlier call may have been closed by the server while this process was busy, and
 * fails then. Rejects with an error that says why there is no answer.
 */
export const callHttp = (url: string, { method, body, limitMs }: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? secureRequest : plainRequest
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const asked = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(limitMs) }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', fail)
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      })
    })
    const fail = (error: Error): void => reject(new Error(reasonOf(error, limitMs), { cause: error }))
    asked.on('error', fail)
    asked.end(body)
  })

const reasonOf = (error: Error, limitMs: number): string => {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `no answer within ${limitMs} ms`
  // Of several addresses that refuse, node names none in the message.
  return error.message === '' && 'code' in error ? String(error.code) : error.message
}
