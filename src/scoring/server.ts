import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type ByteString, fromOctets } from '../bytes.ts'
import { listen } from '../listen.ts'
import type { ScoreRequest, Script } from './contract.ts'
import { control } from './control.ts'
import { formFields } from './form.ts'
import { type Journal, openJournal } from './journal.ts'
import { readQuestion } from './question.ts'
import { act, answered, send } from './reply.ts'
import { answers } from './script.ts'

/** Longest body of a question, in bytes: a request body of ModSecurity's 131072 as JSON twice, each byte `%5Cu0000`. */
export const FORM_LIMIT_BYTES = 16_777_216

/** A scoring server that listens. */
export type RunningScorer = AsyncDisposable & {
  /** With a slash at the end, as tx.machine-learning-plugin_ml_server_url wants it. */
  readonly url: string
  readonly port: number
  readonly journal: Journal
  /** Questions from now on get this script's answers. Throws an InputError for a bad one and keeps the old one. */
  readonly setScript: (script: Script) => void
}

/** How to start a scoring server. */
export type ScoringOptions = {
  /** 0 takes a free one. */
  readonly port?: number
  /** The address to listen on; loopback when not given. */
  readonly host?: string
  /** Passes everything when not given. */
  readonly script?: Script
  /** Serve `/_wafrig/` too, with which anybody who reaches the port can set verdicts and read the questions. */
  readonly control?: boolean
}

/**
 * Starts the scoring server. `GET /` and `HEAD /` answer 200 for health; `POST /` with a form is a question and
 * answers 200 (pass) or 401 (attack) with the score as text, or 400 with a reason; `/transaction/<unique id>` is the same
 * and says who asks; other methods get 405, other paths 404, other content types 415, bodies over FORM_LIMIT_BYTES 413.
 */
export const startScoringServer = async (options: ScoringOptions = {}): Promise<RunningScorer> => {
  const { port = 0, host = '127.0.0.1' } = options
  const { journal, add } = openJournal()
  let answer = answers(options.script ?? { verdict: 'pass', score: 1 })
  const setScript = (script: Script): void => {
    answer = answers(script)
  }
  const score = (body: ByteString, asker: Asker, response: ServerResponse): void => {
    const fields = formFields(body)
    const question = readQuestion(fields)
    if ('reason' in question) {
      add({ ...rejection(fields, question.reason), ...asker })
      send(response, 400, question.reason)
      return
    }
    const decided = answer(question)
    add({ ...question, ...asker, answered: answered(decided) })
    act(response, decided)
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0] ?? ''
    const asker = askerOf(path)
    const body = await bodyOf(request)
    if (body === 'gone') response.destroy()
    else if (body === 'too long') send(response, 413, `more than ${FORM_LIMIT_BYTES} bytes`)
    else if (options.control && path.startsWith('/_wafrig/'))
      control(request, response, body.octets, journal, setScript)
    else if (asker === undefined) send(response, 404, 'the scoring server answers at / only')
    else if (request.method === 'GET' || request.method === 'HEAD') send(response, 200, 'the scoring server is up')
    else if (request.method !== 'POST') send(response.setHeader('allow', 'GET, HEAD, POST'), 405, 'use GET or POST')
    else if (!isForm(request)) send(response, 415, 'the content type must be application/x-www-form-urlencoded')
    else score(body.octets, asker, response)
  }
  const server = createServer((request, response) => void handle(request, response))
  const listening = await listen(server, port, host)
  const urlHost = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${urlHost}:${listening}/`,
    port: listening,
    journal,
    setScript,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Asker = Pick<ScoreRequest, 'transaction'>

/** Who asks at a path; undefined where nothing is asked. */
const askerOf = (path: string): Asker | undefined => {
  const transaction = /^\/transaction\/([!-.0-~]+)$/.exec(path)?.[1]
  if (transaction !== undefined) return { transaction }
  return path === '/' ? {} : undefined
}

type Body = { readonly octets: ByteString } | 'too long' | 'gone'

/** What is over the limit is read and dropped, so that the client sees the answer. A client that left is `gone`. */
const bodyOf = (request: IncomingMessage): Promise<Body> =>
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

const isForm = (request: IncomingMessage): boolean =>
  /^application\/x-www-form-urlencoded(?:[\t ]*;|[\t ]*$)/i.test(request.headers['content-type'] ?? '')

const rejection = (fields: ScoreRequest['fields'], reason: string): ScoreRequest => {
  const byName = new Map(fields)
  return {
    method: byName.get('method') ?? '',
    path: byName.get('path') ?? '',
    args: [],
    files: [],
    sizes: [],
    hour: 0,
    day: 0,
    fields,
    rejected: reason,
    answered: { status: 400, body: reason },
  }
}
