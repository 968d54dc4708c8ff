import { EnvironmentError } from '../../src/errors.ts'
import type { ScoreRequest, Script } from '../../src/scoring/contract.ts'
import { startForwarding } from '../../src/scoring/forwarding.ts'
import { startScoringServer } from '../../src/scoring/server.ts'
import { TAKES_NO_SCRIPT } from './scorer-reasons.ts'
import { Unavailable } from './unavailable.ts'

/** A scoring server of the user's own, by its address as it is from here. Plain data: it crosses process borders. */
export type OwnScorer = { readonly url: string }

/** A scoring server of the user's own that answers; what wafrig has started of it ends with this. */
export type OpenScorer = AsyncDisposable &
  OwnScorer & {
    /** Throws an EnvironmentError, with its last lines where they are known, if it is there no more. */
    readonly mustBeUp: () => Promise<void>
  }

/** What the plugin of a WAF asks. Requests go one after the other: what is asked during one is its own. */
export type AskedScorer = {
  /** Before a request: how it answers; undefined is DEFAULT_SCRIPT. Throws Unavailable for a script that it does not take. */
  readonly setScript: (script: Script | undefined) => Promise<void>
  /** After it: what has been asked since. Throws an EnvironmentError when a server of the user's own could not be reached. */
  readonly newQuestions: () => Promise<readonly ScoreRequest[]>
}

/** A scorer of this process. */
export type LocalScorer = AskedScorer & AsyncDisposable & { readonly url: string; readonly port: number }

/** How the scoring server answers where a test does not say it. */
export const DEFAULT_SCRIPT: Script = { verdict: 'pass', score: 1 }

/** Starts wafrig's scoring server, or one that passes on to the user's own what it is asked, and keeps it. */
export const startScorer = async (own: OwnScorer | undefined): Promise<LocalScorer> =>
  own === undefined ? startOurs() : startPassingOn(own)

const startOurs = async (): Promise<LocalScorer> => {
  const server = await startScoringServer()
  let seen = 0
  return {
    ...server,
    setScript: async (script = DEFAULT_SCRIPT) => {
      server.setScript(script)
      seen = server.journal.total()
    },
    newQuestions: async () => server.journal.since(seen),
  }
}

const startPassingOn = async ({ url }: OwnScorer): Promise<LocalScorer> => {
  const server = await startForwarding({ target: url })
  let seen = 0
  return {
    ...server,
    setScript: async script => {
      if (script !== undefined) throw new Unavailable(TAKES_NO_SCRIPT)
      seen = server.journal.total()
    },
    newQuestions: async () => reached(server.journal.since(seen)),
  }
}

/** The questions; throws an EnvironmentError when one did not reach the server that it was passed on to. */
export const reached = (questions: readonly ScoreRequest[]): readonly ScoreRequest[] => {
  const reason = questions.find(({ answered }) => answered.unreached !== undefined)?.answered.unreached
  if (reason === undefined) return questions
  throw new EnvironmentError(`your scoring server could not be reached: ${reason}`)
}
