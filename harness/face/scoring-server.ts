import type { Answer, Fault, ScoreRequest, Script, Verdict } from '../../src/scoring/contract.ts'
import { answers } from '../../src/scoring/script.ts'
import { checkScript } from '../../src/scoring/script-check.ts'
import { type RunningScorer, startScoringServer } from '../../src/scoring/server.ts'

/** How an answer differs from what its verdict alone would be. */
export type AnswerOptions = Omit<Answer, 'verdict' | 'fault'>

/**
 * A scoring server to be started: what the plugin's client asks about each request. Without a word it lets everything pass with the
 * score 1.
 *
 * @example
 * ```ts
 * import { EmulatedWaf, ScoringServer } from 'wafrig'
 *
 * await using scorer = await new ScoringServer().withVerdict('attack', { score: -0.42 }).start()
 * await using waf = await new EmulatedWaf().withCrs('starter').withPlugin('shipped', { mode: 2 }).withScorer(scorer).start()
 * expect(await waf.fetch('/?arg=hello')).toBeBlocked()
 *
 * scorer.setVerdict('pass')
 * expect(await waf.fetch('/?arg=hello')).not.toBeBlocked()
 * expect(scorer.asked()).toHaveLength(2)
 * ```
 */
export class ScoringServer {
  #script: Script = PASSES
  #port = 0
  #host = '127.0.0.1'

  /** What it says of every request: `pass`, `attack`, or `error` when it cannot say. */
  withVerdict(verdict: Verdict, options: AnswerOptions = {}): this {
    return this.withScript(verdictScript(verdict, options))
  }

  /** How it misbehaves instead of answering. */
  withFault(fault: Fault): this {
    mustBeScript({ fault: fault ?? null })
    return this.withScript({ fault })
  }

  /** Answers by what is asked, in a sequence, or at random from a seed. */
  withScript(script: Script): this {
    mustBeScript(script)
    this.#script = script
    return this
  }

  /** The port to listen on; a free one when not given. */
  withPort(port: number): this {
    this.#port = port
    return this
  }

  /** The address to listen on; loopback when not given. */
  withHost(host: string): this {
    this.#host = host
    return this
  }

  /** Starts it. Throws an InputError for a bad script, an EnvironmentError when the port is taken. */
  async start(): Promise<StartedScoringServer> {
    const script = this.#script
    return new StartedScoringServer(await startScoringServer({ port: this.#port, host: this.#host, script }), script)
  }
}

/** A scoring server that listens. It ends at the end of its `await using` block, or by `stop`. */
export class StartedScoringServer implements AsyncDisposable {
  /** Its address, with a slash at the end, for a plugin that is configured by hand. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly #server: RunningScorer
  readonly #first: Script
  #script: Script
  #turn: Promise<unknown> = Promise.resolve()
  #from = 0

  /** Made by `ScoringServer.start`. */
  constructor(server: RunningScorer, first: Script) {
    this.url = server.url
    this.host = new URL(server.url).hostname.replace(/^\[|\]$/g, '')
    this.port = server.port
    this.#server = server
    this.#first = first
    this.#script = first
  }

  /** Questions from now on get this verdict. */
  setVerdict(verdict: Verdict, options: AnswerOptions = {}): void {
    this.setScript(verdictScript(verdict, options))
  }

  /** How it answers now. */
  get script(): Script {
    return this.#script
  }

  /** Questions from now on get this script's answers. Throws an InputError for a bad one and keeps the old one. */
  setScript(script: Script): void {
    mustBeScript(script)
    this.#server.setScript(script)
    this.#script = script
  }

  /** What it was asked since it started or was last reset, oldest first; the latest 10,000 are kept. */
  asked(): readonly ScoreRequest[] {
    return this.#server.journal.since(this.#from)
  }

  /** What one transaction of a WAF that was started `withScorer` has asked. */
  askedBy(uniqueId: string): readonly ScoreRequest[] {
    return this.asked().filter(({ transaction }) => transaction === uniqueId)
  }

  /**
   * Answers as a script says while some work is under way, and as before afterwards. Several such works take turns, those of
   * other WAFs that ask this server too.
   */
  during<Result>(script: Script, work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(async () => {
      const before = this.#script
      this.setScript(script)
      return await work().finally(() => this.setScript(before))
    })
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** As it was when it started: the first script again, and nothing asked. */
  reset(): void {
    this.setScript(this.#first)
    this.#from = this.#server.journal.total()
  }

  /** Ends it; a question that waits for an answer gets none. */
  async stop(): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }

  /** The same as `stop`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** Behind a scoring server's address in a WAF's configuration: questions then name the transaction that asks. */
export const TRANSACTION_PATH = 'transaction/%{UNIQUE_ID}'

/** Throws an InputError for what is no script: types are not looked at when tests run. */
const mustBeScript = (script: unknown): void => void answers(checkScript(script))

const verdictScript = (verdict: Verdict, options: AnswerOptions): Script => {
  mustBeScript({ ...options, verdict: verdict ?? null })
  return { verdict, ...options }
}

const PASSES: Script = { verdict: 'pass', score: 1 }
