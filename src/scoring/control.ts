import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ByteString, fromText, toText } from '../bytes.ts'
import { InputError } from '../errors.ts'
import type { Script } from './contract.ts'
import type { Journal } from './journal.ts'
import { send } from './reply.ts'
import { checkScript } from './script-check.ts'

/**
 * The control API, for a server that runs elsewhere. `PUT /_wafrig/script` takes a Script as JSON: 204, or 400
 * with a reason; 409 from a server that has no `setScript`, since it passes on what it is asked. `GET /_wafrig/journal?since=n` answers `{ total, entries }` as JSON, where byte strings are texts
 * with one character (U+0000–U+00FF) per byte. `DELETE /_wafrig/journal` forgets the entries: 204.
 */
export const control = (
  request: IncomingMessage,
  response: ServerResponse,
  body: ByteString,
  journal: Journal,
  setScript: ((script: Script) => void) | undefined,
): void => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const call = `${request.method} ${pathname}`
  if (call === 'PUT /_wafrig/script' && setScript === undefined) {
    send(response, 409, 'it passes on what it is asked, and the answers are not its own')
  } else if (call === 'PUT /_wafrig/script' && setScript !== undefined) {
    const reason = refusal(body, setScript)
    if (reason === undefined) response.writeHead(204).end()
    else send(response, 400, fromText(reason))
  } else if (call === 'GET /_wafrig/journal') {
    const since = searchParams.get('since') ?? '0'
    if (/^[0-9]{1,15}$/.test(since)) {
      const text = JSON.stringify({ total: journal.total(), entries: journal.since(Number(since)) })
      response.setHeader('content-type', 'application/json').end(text)
    } else send(response, 400, 'since must be a whole number')
  } else if (call === 'DELETE /_wafrig/journal') {
    journal.drain()
    response.writeHead(204).end()
  } else {
    send(response, 404, 'there are PUT /_wafrig/script, GET /_wafrig/journal and DELETE /_wafrig/journal')
  }
}

const refusal = (body: ByteString, setScript: (script: Script) => void): string | undefined => {
  try {
    setScript(checkScript(JSON.parse(toText(body))))
    return undefined
  } catch (error) {
    if (error instanceof InputError || error instanceof SyntaxError) return error.message
    throw error
  }
}
