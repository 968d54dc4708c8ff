import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ByteString } from '../bytes.ts'
import type { ScoreRequest, Script } from './contract.ts'
import { control } from './control.ts'
import { formFields } from './form.ts'
import { type Journal, openJournal } from './journal.ts'
import { type ListeningServer, openServer, type ServerAddress } from './open-server.ts'
import { readQuestion, unreadable } from './question.ts'
import { bodyOf, FORM_LIMIT_BYTES, isForm } from './question-body.ts'
import { act, answered, send } from './reply.ts'
import { answers } from './script.ts'

/** A scoring server that listens. */
export type RunningScorer = ListeningServer & {
  readonly journal: Journal
  /** Questions from now on get this script's answers. Throws an InputError for a bad one and keeps the old one. */
  readonly setScript: (script: Script) => void
}

/** How to start a scoring server. */
export type ScoringOptions = ServerAddress & {
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
  const { journal, add } = openJournal()
  let answer = answers(options.script ?? { verdict: 'pass', score: 1 })
  const setScript = (script: Script): void => {
    answer = answers(script)
  }
  const score = (body: ByteString, asker: Asker, response: ServerResponse): void => {
    const fields = formFields(body)
    const question = readQuestion(fields)
    if ('reason' in question) {
      add({ ...unreadable(fields, question.reason), ...asker, answered: { status: 400, body: question.reason } })
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
  return { ...(await openServer(handle, options)), journal, setScript }
}

type Asker = Pick<ScoreRequest, 'transaction'>

/** Who asks at a path; undefined where nothing is asked. */
const askerOf = (path: string): Asker | undefined => {
  const transaction = /^\/transaction\/([!-.0-~]+)$/.exec(path)?.[1]
  if (transaction !== undefined) return { transaction }
  return path === '/' ? {} : undefined
}
