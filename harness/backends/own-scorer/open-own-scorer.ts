import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import { callHttp } from '../../waf/http-call.ts'
import type { OpenScorer } from '../../waf/scorer.ts'
import { type ScorerCommand, startCommand } from './start-command.ts'

/** How a scoring server of the user's own is had. */
export type ScorerWish =
  /** It runs already. */
  | { readonly url: string }
  | ScorerCommand
  /** An image, and the port that its container listens on. */
  | { readonly image: string; readonly port: number }

const ANSWER_LIMIT_MS = 10_000

/** Starts it, where it does not run already, and waits until it answers. Throws an EnvironmentError when it does not. */
export const openOwnScorer = async (wish: ScorerWish): Promise<OpenScorer> => {
  if ('command' in wish) return startCommand(wish)
  // The Docker client is loaded where there is something to start with it.
  if ('image' in wish) return (await import('../containers/scorer-container.ts')).startScorerContainer(wish)
  const { url } = wish
  await mustAnswer(url)
  return { url, mustBeUp: () => mustAnswer(url), [Symbol.asyncDispose]: async () => {} }
}

/** Any answer will do: the published server knows POST alone and says 405. */
const mustAnswer = async (url: string): Promise<void> => {
  try {
    await callHttp(url, { method: 'GET', limitMs: ANSWER_LIMIT_MS })
  } catch (cause) {
    throw new EnvironmentError(
      `your scoring server does not answer at ${url}: ${messageOf(cause)}; start it, or see that the address is right from here`,
      [],
      { cause },
    )
  }
}
