import type { IncomingMessage } from 'node:http'
import { type ByteString, fromOctets } from '../bytes.ts'

/** Longest body of a question, in bytes: a request body of ModSecurity's 131072 as JSON twice, each byte `%5Cu0000`. */
export const FORM_LIMIT_BYTES = 16_777_216

type Body = { readonly octets: ByteString } | 'too long' | 'gone'

/** A request's body. What is over the limit is read and dropped, so that the client sees the answer. A client that left is `gone`. */
export const bodyOf = (request: IncomingMessage): Promise<Body> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      if (sizeBytes <= FORM_LIMIT_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      resolve(sizeBytes > FORM_LIMIT_BYTES ? 'too long' : { octets: fromOctets(Buffer.concat(chunks)) })
    })
    request.on('error', () => resolve('gone'))
  })

/** True of a request whose content type is that of a form. */
export const isForm = (request: IncomingMessage): boolean =>
  /^application\/x-www-form-urlencoded(?:[\t ]*;|[\t ]*$)/i.test(request.headers['content-type'] ?? '')
