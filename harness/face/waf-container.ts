import type { GenericContainer, StartedNetwork } from 'testcontainers'
import { DIALECTS } from '../../src/dialects/index.ts'
import { didYouMean, InputError } from '../../src/errors.ts'
import type { Backend } from '../backends/backend.ts'
import { BACKENDS, backendNamed } from '../backends/find-backend.ts'
import { loadSetup } from '../setup/load-setup.ts'
import type { Setup } from '../setup/setup.ts'
import { placedInRules } from './placed-rules.ts'
import { ScoringServer, type StartedScoringServer, TRANSACTION_PATH } from './scoring-server.ts'
import type { StartedWafContainer } from './started-waf-container.ts'
import type { PluginSettings, WafSettings, WafWords } from './waf-words.ts'
import { record, text } from './wanted.ts'
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

/** What the WAF's image is made of. */
export type ContainerImage = {
  /**
   * The image that it is built on: an official one (`owasp/modsecurity-crs:…`) or one that `containers/base/make-bases` has made; the
   * latter where it is there, else the official one, when not given.
   */
  readonly base?: string
}

type Word = keyof GenericContainer
type Said<Name extends Word> = GenericContainer[Name] extends (...args: infer Args) => unknown ? Args : never

/**
 * The real WAF in a container, to be started: mod_security2 on Apache, or libmodsecurity on nginx. Its words are those of
 * {@link WafWords} and, passed on, those of Testcontainers' GenericContainer, its life that of a {@link StartedWaf}. Starting takes
 * seconds, and minutes when the image has to be built first: give the test time (`testTimeout`). Behind it stands an application that
 * answers 200; to put it before one of your own, `withNetwork` and `withEnvironment({ BACKEND: 'http://…' })`. The header by which a
 * response names its transaction is seen by response rules on nginx, in phase 5 and by the audit log on Apache.
 *
 * @example
 * ```ts docker
 * import { WafContainer } from 'wafrig'
 *
 * await using waf = await new WafContainer('apache')
 *   .withRules(`SecRule ARGS:page "@contains ../" "id:100,phase:2,deny,status:406,log,msg:'Path traversal'"`)
 *   .withLabels({ 'com.example.of': 'my tests' })
 *   .start()
 * const response = await waf.fetch('/?page=../secret')
 * expect(response.status).toBe(406)
 * expect(await waf.transactionOf(response)).toHaveLogged(100, { msg: 'Path traversal' })
 * expect(waf.getMappedPort(8080)).toBeGreaterThan(0)
 * ```
 */
export class WafContainer implements WafWords {
  readonly #server: string
  readonly #image: ContainerImage
  readonly #dress: ((container: GenericContainer) => void)[] = []
  #wish: WishedSetup = NO_WISH
  #scorer: StartedScoringServer | undefined
  #network: string | undefined
  #life: 'ends' | 'kept' = 'ends'

  /** Throws an InputError for a web server that there is not. */
  constructor(server: 'apache' | 'nginx', image: ContainerImage = {}) {
    this.#server = server
    this.#image = image
    containedServer(server)
    mustBe(record({ base: text })('WafContainer', image))
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

  /** Joins a network of Testcontainers'; what stands beside the WAF joins it too. Else it gets a network of its own. */
  withNetwork(network: StartedNetwork): this {
    this.#network = network.getId()
    return this
  }

  /** The container, and what stands beside it, outlast the process; the next that wants the same container uses them again. */
  withReuse(): this {
    this.#life = 'kept'
    return this.#pass('withReuse', [])
  }

  /** More names in its network. */
  withNetworkAliases(...said: Said<'withNetworkAliases'>): this {
    return this.#pass('withNetworkAliases', said)
  }

  /** More ports than the WAF's own, 8080. */
  withExposedPorts(...said: Said<'withExposedPorts'>): this {
    return this.#pass('withExposedPorts', said)
  }

  /** Variables for the image, over those that wafrig sets. */
  withEnvironment(...said: Said<'withEnvironment'>): this {
    return this.#pass('withEnvironment', said)
  }

  /** Gets a stream of what the container writes, the WAF's logs among it. */
  withLogConsumer(...said: Said<'withLogConsumer'>): this {
    return this.#pass('withLogConsumer', said)
  }

  withName(...said: Said<'withName'>): this {
    return this.#pass('withName', said)
  }

  withHostname(...said: Said<'withHostname'>): this {
    return this.#pass('withHostname', said)
  }

  withLabels(...said: Said<'withLabels'>): this {
    return this.#pass('withLabels', said)
  }

  withExtraHosts(...said: Said<'withExtraHosts'>): this {
    return this.#pass('withExtraHosts', said)
  }

  withBindMounts(...said: Said<'withBindMounts'>): this {
    return this.#pass('withBindMounts', said)
  }

  withTmpFs(...said: Said<'withTmpFs'>): this {
    return this.#pass('withTmpFs', said)
  }

  withCopyFilesToContainer(...said: Said<'withCopyFilesToContainer'>): this {
    return this.#pass('withCopyFilesToContainer', said)
  }

  withCopyDirectoriesToContainer(...said: Said<'withCopyDirectoriesToContainer'>): this {
    return this.#pass('withCopyDirectoriesToContainer', said)
  }

  withCopyContentToContainer(...said: Said<'withCopyContentToContainer'>): this {
    return this.#pass('withCopyContentToContainer', said)
  }

  withCopyArchivesToContainer(...said: Said<'withCopyArchivesToContainer'>): this {
    return this.#pass('withCopyArchivesToContainer', said)
  }

  withResourcesQuota(...said: Said<'withResourcesQuota'>): this {
    return this.#pass('withResourcesQuota', said)
  }

  withSharedMemorySize(...said: Said<'withSharedMemorySize'>): this {
    return this.#pass('withSharedMemorySize', said)
  }

  withUlimits(...said: Said<'withUlimits'>): this {
    return this.#pass('withUlimits', said)
  }

  withAddedCapabilities(...said: Said<'withAddedCapabilities'>): this {
    return this.#pass('withAddedCapabilities', said)
  }

  withDroppedCapabilities(...said: Said<'withDroppedCapabilities'>): this {
    return this.#pass('withDroppedCapabilities', said)
  }

  withSecurityOpt(...said: Said<'withSecurityOpt'>): this {
    return this.#pass('withSecurityOpt', said)
  }

  withPrivilegedMode(): this {
    return this.#pass('withPrivilegedMode', [])
  }

  withPlatform(...said: Said<'withPlatform'>): this {
    return this.#pass('withPlatform', said)
  }

  withAutoRemove(...said: Said<'withAutoRemove'>): this {
    return this.#pass('withAutoRemove', said)
  }

  withAutoCleanup(...said: Said<'withAutoCleanup'>): this {
    return this.#pass('withAutoCleanup', said)
  }

  /**
   * Starts it and what stands beside it. Throws an InputError when the engine refuses the rules, in its words, and an EnvironmentError
   * where there is no Docker engine or the Core Rule Set is not there, with what to do.
   */
  async start(): Promise<StartedWafContainer> {
    const setup = await setupOfWish(this.#wish)
    const scorer = this.#scorer ?? (await new ScoringServer().start())
    const endScorer = async (): Promise<void> => (scorer === this.#scorer ? undefined : scorer.stop())
    try {
      // Testcontainers takes a while to load: who starts no container need not wait for it. Docker is connected first, which loads it.
      const { startDedicated } = await import('../backends/containers/start-dedicated.ts')
      const dedicated = await startDedicated({
        server: containedServer(this.#server),
        setup,
        base: this.#image.base,
        scorer: { host: scorer.host, port: scorer.port },
        scorerPath: TRANSACTION_PATH,
        network: this.#network,
        life: this.#life,
        dress: container => {
          for (const say of this.#dress) say(container)
        },
      })
      const { StartedWafContainer } = await import('./started-waf-container.ts')
      return new StartedWafContainer(dedicated, scorer, endScorer)
    } catch (error) {
      await endScorer()
      throw error instanceof InputError ? await explained(error, setup, this.#wish.rules, this.#server) : error
    }
  }

  #pass<Name extends Word>(name: Name, said: Said<Name>): this {
    this.#dress.push(container => {
      const say: unknown = container[name]
      if (typeof say === 'function') say.apply(container, said)
    })
    return this
  }
}

/** How the web server of a backend in containers is treated. */
const containedServer = (name: string): Extract<Backend['runs'], { readonly in: 'container' }>['server'] => {
  const runs = backendNamed(name)?.runs
  if (runs?.in === 'container') return runs.server
  const known = BACKENDS.filter(backend => backend.runs.in === 'container').map(backend => backend.name)
  const hint = didYouMean(name, known, `there are ${known.join(', ')}`)
  throw new InputError([{ code: 'UNKNOWN_BACKEND', message: `no web server "${name}"${hint}` }])
}

/** What the emulator says of rules that the engine has refused stands before the engine's words: it knows places and names. */
const explained = async (
  refusal: InputError,
  setup: Setup,
  rules: readonly string[],
  server: string,
): Promise<InputError> => {
  const dialect = backendNamed(server)?.engine === 'libmodsecurity' ? DIALECTS.v3 : DIALECTS.v2
  try {
    await placedInRules(rules, () => loadSetup(setup, { scorerUrl: 'http://localhost/' }, dialect))
    return refusal
  } catch (error) {
    return error instanceof InputError ? new InputError([...error.diagnostics, ...refusal.diagnostics]) : refusal
  }
}
