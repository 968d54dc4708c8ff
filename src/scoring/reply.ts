import type { ServerResponse } from 'node:http'
import { type ByteString, fromText, toOctets } from '../bytes.ts'
import type { Answer, ScoreRequest, Verdict } from './contract.ts'

/** Sends a plain-text answer; the body is bytes. */
export const send = (response: ServerResponse, status: number, body: ByteString): void => {
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length })
  response.end(toOctets(body))
}

/** What will stand in the journal for a scripted answer. */
export const answered = (answer: Answer): ScoreRequest['answered'] => {
  const { fault, verdict } = answer
  if (fault !== undefined && fault !== 'empty') return { status: 0, body: '', fault }
  const status = answer.status ?? STATUS[verdict ?? 'pass']
  if (fault === 'empty') return { status, body: '', fault }
  return { status, body: fromText(answer.body ?? (answer.score === undefined ? usual(status) : String(answer.score))) }
}

/** Sends a scripted answer, or misbehaves as it says. */
export const act = (response: ServerResponse, answer: Answer): void => {
  const { socket } = response
  const { status, body } = answered(answer)
  const now = (): void => {
    if (answer.fault === 'hang') return
    if (answer.fault === 'refuse') socket?.resetAndDestroy()
    else if (answer.fault === 'close') socket?.end()
    else if (answer.fault === 'garbage') socket?.end(GARBAGE)
    else send(response, status, body)
  }
  if (answer.delayMs === undefined) now()
  else {
    const timer = setTimeout(now, answer.delayMs)
    response.once('close', () => clearTimeout(timer))
  }
}

/** model-validation's contract: 200 passes, 401 is an attack, anything else is no verdict. */
const STATUS: Record<Verdict, number> = { pass: 200, attack: 401, error: 400 }

/** A label for the two statuses that carry one; else no number, lest it be taken for a score. */
const usual = (status: number): string => {
  if (status === 200) return '1'
  return status === 401 ? '-1' : 'no score'
}

const GARBAGE = 'SSH-2.0-not-a-scoring-server\r\n'
