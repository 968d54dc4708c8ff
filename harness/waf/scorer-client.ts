import { EnvironmentError, messageOf } from '../../src/errors.ts'
import type { ScoreRequest, Script } from '../../src/scoring/contract.ts'

/** A scoring server of ours that runs elsewhere, over its control API. */
export type ScorerClient = {
  /** Questions from now on get this script's answers. */
  readonly setScript: (script: Script) => Promise<void>
  /** The questions that came since the last call, or since the client was made. */
  readonly newQuestions: () => Promise<readonly ScoreRequest[]>
}

const LIMIT_MS = 5_000

/** Connects to the control API below `url` (no slash at its end). */
export const scorerClient = async (url: string): Promise<ScorerClient> => {
  let seen = (await journal(url, 999_999_999_999)).total
  return {
    setScript: async script => {
      const { status, text } = await call(url, 'PUT', '/_wafrig/script', JSON.stringify(script))
      if (status !== 204) throw new EnvironmentError(`the scoring server did not take the script: ${status} ${text}`)
    },
    newQuestions: async () => {
      const { total, entries } = await journal(url, seen)
      seen = total
      return entries
    },
  }
}

type JournalPage = { readonly total: number; readonly entries: readonly ScoreRequest[] }

const journal = async (url: string, since: number): Promise<JournalPage> => {
  const { status, text } = await call(url, 'GET', `/_wafrig/journal?since=${since}`)
  if (status !== 200) throw new EnvironmentError(`the scoring server's journal cannot be read: ${status} ${text}`)
  // Written by src/scoring/control.ts of the same version, made of byte strings as it says there.
  return JSON.parse(text) as JournalPage
}

const call = async (
  url: string,
  method: 'GET' | 'PUT',
  path: string,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> => {
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    })
    return { status: answer.status, text: await answer.text() }
  } catch (cause) {
    throw new EnvironmentError(`the scoring server at ${url} does not answer: ${messageOf(cause)}`, [], { cause })
  }
}
