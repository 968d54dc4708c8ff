import { basename } from 'node:path'
import { EnvironmentError } from '../../src/errors.ts'
import { buildRequest } from '../scenario/request.ts'
import { configurationFiles } from '../setup/plugin-folder.ts'
import { settingLines } from '../setup/settings.ts'
import type { Setup } from '../setup/setup.ts'
import { Unavailable } from '../waf/unavailable.ts'
import type { Exchange, Waf } from '../waf/waf.ts'
import type { Cell } from './cells.ts'
import { type WafPool, wafKey } from './waf-pool.ts'

/** Attacks of several kinds, so that any CRS-shaped rule set's score reaches its threshold. */
const CANARY = buildRequest({
  uri: '/wafrig-canary',
  query: { file: '../../../../etc/passwd', html: '<script>alert(1)</script>', id: "1' or '1'='1' union select 1,2--" },
})

/** Plugins that the canary knows: they ask a scoring server. Others prove nothing and need none. */
const KNOWN = 'machine-learning-'

/**
 * Proves once per setup that the plugin is active, before any verdict counts. The canary is an attack, which both
 * modes score: active is a plugin that asked the scoring server or logged. A setup that may well keep the plugin
 * quiet (switched off, a high threshold, settings or rules of its own) is proved with the same rule set and plugin
 * in mode 2 without all that.
 */
export class Canary {
  readonly #wafs: WafPool
  readonly #proofs = new Map<string, Promise<void>>()

  constructor(wafs: WafPool) {
    this.#wafs = wafs
  }

  /** Throws an EnvironmentError when the plugin of the cell is not active. */
  prove({ backend, setup }: Cell): Promise<void> {
    const key = wafKey(backend, setup)
    const proof = this.#proofs.get(key) ?? this.#prove(backend, setup)
    this.#proofs.set(key, proof)
    return proof
  }

  async #prove(backend: string, setup: Setup): Promise<void> {
    if (setup.plugin === undefined) return
    const files = await configurationFiles(setup.plugin)
    if (!files.some(name => name.startsWith(KNOWN))) return
    const exchange = await ask(await this.#wafs.get(backend, setup))
    const { log, scored } = exchange.unknown ?? {}
    if (log !== undefined && scored !== undefined) {
      throw new Unavailable(`whether the plugin is active cannot be seen: ${log}; ${scored}`)
    }
    if (isActive(exchange, files)) return
    const bare: Setup = {
      ...setup,
      settings: settingLines({ mode: 2 }),
      afterwards: [],
      engine: 'On',
      luaSocket: true,
    }
    const plain = mayBeQuiet(setup) ? await ask(await this.#wafs.get(backend, bare)) : exchange
    if (isActive(plain, files)) return
    throw new EnvironmentError(
      `the plugin in ${setup.plugin} is not active on ${backend}: the canary request was answered ` +
        `${plain.response?.status ?? 'not at all'}, and ${inactive(plain)}`,
      plain.log.map(({ raw }) => raw),
    )
  }
}

/** With no script: a scoring server of the user's own takes none, and ours then lets it pass. */
const ask = (waf: Waf): Promise<Exchange> => waf.send(CANARY)

const isActive = ({ scored, log }: Exchange, files: readonly string[]): boolean =>
  scored.length > 0 || log.some(({ file }) => file !== undefined && files.includes(basename(file)))

/** What speaks against the plugin, as far as it is seen. */
const inactive = ({ unknown = {} }: Exchange): string =>
  [
    ...(unknown.scored === undefined ? ['the scoring server was not asked'] : []),
    ...(unknown.log === undefined ? ['no line of the plugin logged'] : []),
  ].join(' and ')

const mayBeQuiet = ({ settings, afterwards, luaSocket }: Setup): boolean =>
  !luaSocket ||
  afterwards.length > 0 ||
  settings.some(line => !/setvar:'tx\.machine-learning-plugin_mode=2'|paranoia_level=/.test(line))
