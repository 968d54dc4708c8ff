import { DIALECTS } from '../../src/dialects/index.ts'
import { DEFAULT_DIALECT, type DialectName } from '../../src/dialects/names.ts'
import { startGateway } from '../../src/gateway.ts'
import type { WebServer } from '../../src/servers/server.ts'
import type { Connection } from '../../src/transaction/transaction.ts'
import { type Emulator, loadEmulator } from '../backends/emulator/load-emulator.ts'
import { sendAll } from '../backends/emulator/send-all.ts'
import { TRANSACTION_HEADER } from '../waf/transaction-header.ts'
import type { Exchange } from '../waf/waf.ts'
import { openWaf, transactionOf, type WafCore } from './open-waf.ts'
import { placedInRules } from './placed-rules.ts'
import { ScoringServer, type StartedScoringServer, TRANSACTION_PATH } from './scoring-server.ts'
import type { StartedWaf, WafTransaction } from './started-waf.ts'
import type { PluginSettings, WafSettings, WafWords } from './waf-words.ts'
import { oneOf, record } from './wanted.ts'
import {
  mustBe,
  NO_WISH,
  setupOfWish,
  startedScorer,
  type WishedSetup,
  wishedCrs,
  wishedPlugin,
  wishedRules,
  wishedSettings,
} from './wished-setup.ts'

/** Which engine is emulated. */
export type EmulatorOptions = {
  /** `v2`: mod_security2 on Apache, the default. `v3`: libmodsecurity on nginx. Others are older releases. */
  readonly dialect?: DialectName
}

/** Transactions that can be asked for; older ones are forgotten, so that a long run does not grow. */
const KEPT_TRANSACTIONS = 1000

/**
 * The WAF in this process, to be started: milliseconds, no Docker. Its words are those of {@link WafWords}, its life that of a
 * {@link StartedWaf}.
 *
 * @example
 * ```ts
 * import { EmulatedWaf } from 'wafrig'
 *
 * await using waf = await new EmulatedWaf()
 *   .withRules(`SecRule ARGS:page "@rx \\.\\./" "id:100,phase:2,deny,status:406,log,msg:'Path traversal'"`)
 *   .start()
 * const response = await waf.fetch('/?page=../secret')
 * expect(response.status).toBe(406)
 * expect(await waf.transactionOf(response)).toHaveLogged(100, { msg: 'Path traversal' })
 * ```
 */
export class EmulatedWaf implements WafWords {
  readonly #options: EmulatorOptions
  #wish: WishedSetup = NO_WISH
  #scorer: StartedScoringServer | undefined

  /** Throws an InputError for an option that there is not, and for an engine that there is not. */
  constructor(options: EmulatorOptions = {}) {
    mustBe(record({ dialect: oneOf(...Object.keys(DIALECTS)) })('EmulatedWaf', options))
    this.#options = options
  }

  withCrs(named: string): this {
    this.#wish = wishedCrs(this.#wish, named)
    return this
  }

  withPlugin(folder: string, settings: PluginSettings = {}): this {
    this.#wish = wishedPlugin(this.#wish, folder, settings)
    return this
  }

  withScorer(scorer: StartedScoringServer): this {
    this.#scorer = startedScorer(scorer)
    return this
  }

  withRules(...lines: readonly string[]): this {
    this.#wish = wishedRules(this.#wish, lines)
    return this
  }

  withSettings(settings: WafSettings): this {
    this.#wish = wishedSettings(this.#wish, settings)
    return this
  }

  /**
   * Starts it. Throws an InputError with all that is wrong in rules and settings, an EnvironmentError when the Core Rule Set is not
   * there, with the command that adds it.
   */
  async start(): Promise<StartedWaf> {
    const setup = await setupOfWish(this.#wish)
    const scorer = this.#scorer ?? (await new ScoringServer().start())
    const endScorer = async (): Promise<void> => (scorer === this.#scorer ? undefined : scorer.stop())
    try {
      const dialect = DIALECTS[this.#options.dialect ?? DEFAULT_DIALECT]
      return openWaf(
        await serve(
          await placedInRules(this.#wish.rules, () =>
            loadEmulator(setup, dialect, { scorerUrl: `${scorer.url}${TRANSACTION_PATH}` }),
          ),
          dialect.server,
          scorer,
          endScorer,
        ),
      )
    } catch (error) {
      await endScorer()
      throw error
    }
  }
}

const serve = async (
  emulator: Emulator,
  server: WebServer,
  scorer: StartedScoringServer,
  endScorer: () => Promise<void>,
): Promise<WafCore> => {
  const kept = new Map<string, WafTransaction>()
  const keep = (brought: Exchange): Exchange => {
    const { uniqueId } = brought
    if (uniqueId === undefined) return brought
    const exchanged = { ...brought, scored: scorer.askedBy(uniqueId) }
    kept.set(uniqueId, transactionOf(exchanged, uniqueId))
    for (const [oldest] of kept) {
      if (kept.size <= KEPT_TRANSACTIONS) break
      kept.delete(oldest)
    }
    return exchanged
  }
  const exchange = async (octets: Uint8Array, connection?: Connection): Promise<Exchange> =>
    keep({ ...(await emulator.exchange(octets, connection)), scored: [] })
  const gateway = await startGateway({
    isWhole: emulator.isWhole,
    answer: async (octets, connection) => {
      const { response, uniqueId = '' } = await exchange(octets, connection)
      if (response === undefined) return undefined
      return { ...response, headers: [...response.headers, { name: TRANSACTION_HEADER, value: uniqueId }] }
    },
  })
  return {
    url: `http://localhost:${gateway.port}/`,
    scorer,
    send: octets => exchange(octets),
    sendAll: requests => {
      const before = scorer.script
      const asked = {
        setScript: async (script = before) => scorer.setScript(script),
        newQuestions: async () => [],
      }
      return scorer.during(before, async () =>
        (await sendAll({ connect: emulator.connect, server, scorer: asked }, requests)).map(keep),
      )
    },
    transaction: async uniqueId => kept.get(uniqueId),
    transactions: async () => [...kept.values()],
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]()
      await endScorer()
    },
  }
}
