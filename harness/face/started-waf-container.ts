import { AbstractStartedContainer, type StopOptions, type StoppedTestContainer } from 'testcontainers'
import { PORT } from '../backends/containers/contained-waf.ts'
import type { DedicatedWaf } from '../backends/containers/start-dedicated.ts'
import { takeScores } from '../setup/scores.ts'
import { parseErrorLogLine } from '../waf/log-line.ts'
import type { Exchange, SendOptions } from '../waf/waf.ts'
import { openWaf, transactionOf, type WafCore } from './open-waf.ts'
import type { FetchInit } from './request-octets.ts'
import type { AnyResponse } from './response.ts'
import type { StartedScoringServer } from './scoring-server.ts'
import type { StartedWaf, WafTransaction } from './started-waf.ts'

/** How long a transaction that was asked for may take to end, in ms. */
const TRANSACTION_LIMIT_MS = 5_000

/**
 * A real WAF that is up in a container: a {@link StartedWaf}, and all that Testcontainers has for a started container. `stop` ends what
 * stands beside it too. Inheriting is Testcontainers' own way.
 */
export class StartedWafContainer extends AbstractStartedContainer implements StartedWaf {
  readonly url: string
  readonly #waf: StartedWaf
  readonly #dedicated: DedicatedWaf
  readonly #ended: () => Promise<void>
  #stopped: Promise<StoppedTestContainer> | undefined

  /** Made by `WafContainer.start`. */
  constructor(dedicated: DedicatedWaf, scorer: StartedScoringServer, ended: () => Promise<void>) {
    super(dedicated.waf.container.started)
    this.url = `http://${this.getHost()}:${this.getMappedPort(PORT)}/`
    this.#waf = openWaf(coreOf(dedicated, this.url, scorer))
    this.#dedicated = dedicated
    this.#ended = ended
  }

  fetch(path: string | URL, init?: FetchInit): Promise<Response> {
    return this.#waf.fetch(path, init)
  }

  send(request: Uint8Array, options?: SendOptions): Promise<Exchange> {
    return this.#waf.send(request, options)
  }

  transactionOf(response: AnyResponse): Promise<WafTransaction> {
    return this.#waf.transactionOf(response)
  }

  transactions(): Promise<readonly WafTransaction[]> {
    return this.#waf.transactions()
  }

  /** Ends it and what stands beside it; a second time it has ended already. */
  override stop(options?: Partial<StopOptions>): Promise<StoppedTestContainer> {
    this.#stopped ??= this.#waf.stop().then(() => super.stop(options))
    return this.#stopped
  }

  /** Is refused: what is known of a WAF ends with its container. */
  override restart(): Promise<void> {
    return Promise.reject(new Error('a WAF container is not started again: stop it and start a new one'))
  }

  protected override async containerStopping(): Promise<void> {
    this.#dedicated.waf.leave()
  }

  protected override async containerStopped(): Promise<void> {
    await this.#dedicated[Symbol.asyncDispose]()
    await this.#ended()
  }
}

const coreOf = ({ waf }: DedicatedWaf, url: string, scorer: StartedScoringServer): WafCore => {
  const transaction = async (uniqueId: string): Promise<WafTransaction | undefined> => {
    const logged = await waf.logged(uniqueId, TRANSACTION_LIMIT_MS)
    if (logged === undefined) return undefined
    const { errorLog, auditLog } = logged
    const scored = scorer.askedBy(uniqueId)
    return transactionOf({ ...seen(errorLog), auditLog, scored, elapsedMs: 0 }, uniqueId)
  }
  return {
    url,
    scorer,
    transaction,
    transactions: async () => {
      const all = await Promise.all(waf.ended().map(transaction))
      return all.filter(one => one !== undefined)
    },
    send: async request => {
      const { errorLog, auditLog, ...answer } = await waf.exchange(request)
      const { uniqueId } = answer
      const scored = uniqueId === undefined ? [] : scorer.askedBy(uniqueId)
      return { ...answer, ...seen(errorLog), auditLog, scored }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

const seen = (errorLog: readonly string[]): Pick<Exchange, 'log' | 'scores'> =>
  takeScores(errorLog.map(parseErrorLogLine).filter(line => line !== undefined))
