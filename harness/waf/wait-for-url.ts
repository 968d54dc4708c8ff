import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { EnvironmentError, messageOf } from '../../src/errors.ts'

/** For what is waited before anything is sent. */
export type AwaitedUrl = {
  readonly url: string
  /** What is between two tries, and when to give up; 0: never. */
  readonly intervalMs: number
  readonly limitMs: number
  /** True: whose certificate it is does not matter. */
  readonly skipsVerification: boolean
}

/** How time passes. */
export type Time = { readonly now: () => number; readonly pause: (ms: number) => Promise<unknown> }

/** Longest time that one try takes, as go-ftw 2.5 has it. */
const TRY_LIMIT_MS = 5000

/** Waits until an address answers anything over HTTP. Throws an EnvironmentError when it does not in time, or at an interruption. */
export const waitForUrl = async (
  { url, intervalMs, limitMs, skipsVerification }: AwaitedUrl,
  { now, pause }: Time,
  interrupted: AbortSignal,
): Promise<void> => {
  const endMs = limitMs === 0 ? Number.POSITIVE_INFINITY : now() + limitMs
  for (;;) {
    const failure = await answers(url, skipsVerification).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    )
    if (failure === undefined) return
    if (interrupted.aborted) throw new EnvironmentError(`interrupted while waiting for ${url}`)
    if (now() + intervalMs > endMs) throw new EnvironmentError(`${url} did not answer within ${limitMs} ms`, [failure])
    await pause(intervalMs)
  }
}

const answers = (url: string, skipsVerification: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const isSecure = new URL(url).protocol === 'https:'
    const options = { agent: false, timeout: TRY_LIMIT_MS } as const
    const sent = isSecure
      ? httpsRequest(url, { ...options, rejectUnauthorized: !skipsVerification })
      : httpRequest(url, options)
    sent.on('response', response => {
      response.destroy()
      resolve()
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TRY_LIMIT_MS} ms`)))
    sent.on('error', reject)
    sent.end()
  })
