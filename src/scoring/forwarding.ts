import { type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http'
import { request as secureRequest } from 'node:https'
import { type ByteString, fromOctets, toOctets } from '../bytes.ts'
import { messageOf } from '../errors.ts'
import type { ScoreRequest } from './contract.ts'
import { control } from './control.ts'
import { formFields } from './form.ts'
import { type Journal, openJournal } from './journal.ts'
import { type ListeningServer, openServer, type ServerAddress } from './open-server.ts'
import { readQuestion, unreadable } from './question.ts'
import { bodyOf, FORM_LIMIT_BYTES, isForm } from './question-body.ts'
import { send } from './reply.ts'

/** What stands between a plugin and somebody's own scoring server. */
export type RunningForwarding = ListeningServer & { readonly journal: Journal }

/** What is passed on, and where to. */
export type ForwardingOptions = ServerAddress & {
  /** The scoring server's address: http or https. */
  readonly target: string
  /** Serve `/_wafrig/` too, with which anybody who reaches the port can read the questions. */
  readonly control?: boolean
}

type Answer = ScoreRequest['answered']

/**
 * Starts a server that passes on what comes to another and what that answers back, both as they are, and keeps in its journal what
 * was asked and answered. A path other than `/` is added to the target's. Where the target cannot be reached, or goes away without an
 * answer, so does this one, and the journal says which.
 */
export const startForwarding = async (options: ForwardingOptions): Promise<RunningForwarding> => {
  const { journal, add } = openJournal()
  const target = new URL(options.target)
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    if (body === 'gone') response.destroy()
    else if (body === 'too long') send(response, 413, `more than ${FORM_LIMIT_BYTES} bytes`)
    else if (options.control && request.url?.startsWith('/_wafrig/'))
      control(request, response, body.octets, journal, undefined)
    else {
      const question = questionOf(request, body.octets)
      // It stands in the journal before it is answered: whoever has seen the answer finds it there.
      const amend = question === undefined ? () => {} : add({ ...question, answered: NOTHING })
      await passOn(target, request, body.octets, response, answer => {
        if (question !== undefined) amend({ ...question, answered: answer })
      })
    }
  }
  return { ...(await openServer(handle, options)), journal }
}

const NOTHING: Answer = { status: 0, body: '' }

/** What is asked; GET and HEAD ask nothing. */
const questionOf = (request: IncomingMessage, body: ByteString): Omit<ScoreRequest, 'answered'> | undefined => {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  if (!isForm(request)) return unreadable([], 'the content type is not application/x-www-form-urlencoded')
  const fields = formFields(body)
  const question = readQuestion(fields)
  return 'reason' in question ? unreadable(fields, question.reason) : question
}

/** Ends when the answer has been handed on, or there will be none; `note` is told of it before that. */
const passOn = (
  target: URL,
  request: IncomingMessage,
  body: ByteString,
  response: ServerResponse,
  note: (answer: Answer) => void,
): Promise<void> =>
  new Promise(resolve => {
    const isSecure = target.protocol === 'https:'
    let isReached = false
    const asked = (isSecure ? secureRequest : plainRequest)(target, {
      // A connection of its own: one that was used before may be closed at the other end by now.
      agent: false,
      method: request.method ?? 'POST',
      path: pathBehind(target, request.url ?? '/'),
      headers: [...withoutHopHeaders(request.rawHeaders), 'Host', target.host, ...credentials(target)],
    })
    const end = (): void => {
      asked.destroy()
      resolve()
    }
    asked.on('socket', socket =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isReached = true
      }),
    )
    asked.on('response', answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      // What breaks off in the middle is no answer; the error comes here, or to `asked` before the first octet.
      answer.on('error', () => asked.emit('error', new Error('the answer broke off')))
      answer.on('end', () => {
        const octets = Buffer.concat(chunks)
        note({ status: answer.statusCode ?? 0, body: fromOctets(octets) })
        response.writeHead(answer.statusCode ?? 0, answer.statusMessage, withoutHopHeaders(answer.rawHeaders))
        response.end(octets)
      })
    })
    asked.once('error', error => {
      asked.on('error', () => {})
      const raw = rawPacketOf(error)
      if (!isReached) note({ ...NOTHING, unreached: reasonOf(error) })
      else if (raw !== undefined) note({ ...NOTHING, fault: 'garbage' })
      else note({ ...NOTHING, fault: 'close' })
      if (raw === undefined) response.socket?.destroy()
      else response.socket?.end(raw)
    })
    response.once('close', end)
    asked.end(toOctets(body))
  })

const pathBehind = ({ pathname, search }: URL, path: string): string =>
  path === '/' ? pathname + search : pathname.replace(/\/$/, '') + path + search

/** Headers in the flat form of `rawHeaders`, without those that are a connection's own. */
const withoutHopHeaders = (raw: readonly string[]): string[] =>
  raw.filter((_, index) => !/^(?:host|connection|keep-alive)$/i.test(raw[index - (index % 2)] ?? ''))

const credentials = ({ username, password }: URL): readonly string[] =>
  username === '' && password === ''
    ? []
    : [
        'Authorization',
        `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      ]

/** What came in place of an answer, where that is no HTTP: node's parser hands it on with its error. */
const rawPacketOf = (error: Error): Uint8Array | undefined =>
  'rawPacket' in error && error.rawPacket instanceof Uint8Array ? error.rawPacket : undefined

/** Of several addresses that refuse, node names none in the message. */
const reasonOf = (error: Error): string =>
  error.message === '' && 'code' in error ? String(error.code) : messageOf(error)
