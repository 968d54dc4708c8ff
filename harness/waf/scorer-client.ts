import { EnvironmentError, messageOf } from '../../src/errors.ts'
import type { ScoreRequest } from '../../src/scoring/contract.ts'
import { callHttp, type HttpAnswer } from './http-call.ts'
import { type AskedScorer, DEFAULT_SCRIPT, reached } from './scorer.ts'
import { TAKES_NO_SCRIPT } from './scorer-reasons.ts'
import { Unavailable } from './unavailable.ts'

const LIMIT_MS = 5_000

/** A scoring server of ours that runs elsewhere, over the control API below `url` (no slash at its end). */
export const scorerClient = async (url: string): Promise<AskedScorer> => {
  let seen = (await journal(url, 999_999_999_999)).total
  return {
    setScript: async script => {
      const { status, text } = await call(url, 'PUT', '/_wafrig/script', JSON.stringify(script ?? DEFAULT_SCRIPT))
      if (status === 204 || (status === PASSES_ON && script === undefined)) return
      if (status === PASSES_ON) throw new Unavailable(TAKES_NO_SCRIPT)
      throw new EnvironmentError(`the scoring server did not take the script: ${status} ${text}`)
    },
    newQuestions: async () => {
      const { total, entries } = await journal(url, seen)
      seen = total
      return reached(entries)
    },
  }
}

/** The control API's status for a script where questions are passed on. */
const PASSES_ON = 409

type JournalPage = { readonly total: number; readonly entries: readonly ScoreRequest[] }

const journal = async (url: string, since: number): Promise<JournalPage> => {
  const { status, text } = await call(url, 'GET', `/_wafrig/journal?since=${since}`)
  if (status !== 200) throw new EnvironmentError(`the scoring server's journal cannot be read: ${status} ${text}`)
  // Written by src/scoring/control.ts of the same version, made of byte strings as it says there.
  return JSON.parse(text) as JournalPage
}

const call = async (url: string, method: 'GET' | 'PUT', path: string, body?: string): Promise<HttpAnswer> => {
  try {
    return await callHttp(`${url}${path}`, { method, limitMs: LIMIT_MS, ...(body !== undefined && { body }) })
  } catch (cause) {
    throw new EnvironmentError(`the scoring server at ${url} does not answer: ${messageOf(cause)}`, [], { cause })
  }
}
