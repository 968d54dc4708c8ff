import type { Diagnostic } from '../../src/errors.ts'
import type { Setup, StartWaf } from '../setup/setup.ts'
import type { Waf } from '../waf/waf.ts'

/** Most WAFs kept up at once; the one that was not asked for longest ends first. */
const WAF_LIMIT = 12

/** The WAFs of a run, one per backend and setup, started when first asked for. */
export class WafPool implements AsyncDisposable {
  readonly #open: (name: string) => Promise<StartWaf>
  readonly #told = new Set<string>()
  readonly #started = new Map<string, Promise<Waf>>()

  /** `open` opens the backend of a name. */
  constructor(open: (name: string) => Promise<StartWaf>) {
    this.#open = open
  }

  /** The WAF of a setup. One that could not start is not started again: each asker gets the same error. */
  async get(backend: string, setup: Setup): Promise<Waf> {
    const key = wafKey(backend, setup)
    const started = this.#started.get(key) ?? this.#open(backend).then(start => start(setup))
    // Whoever awaits it gets the error; until then it is nobody's.
    started.catch(() => undefined)
    this.#started.delete(key)
    this.#started.set(key, started)
    await this.#endOldest()
    return started
  }

  /** What of a setup's rules has no effect: told once, of a WAF that is up. */
  async takeNotices(backend: string, setup: Setup): Promise<readonly Diagnostic[]> {
    const key = wafKey(backend, setup)
    const waf = await this.#started.get(key)?.catch(() => undefined)
    if (waf === undefined || this.#told.has(key)) return []
    this.#told.add(key)
    return waf.notices ?? []
  }

  /** Ends all WAFs. Throws an AggregateError of what went wrong at that. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#started.values()]
    this.#started.clear()
    const ended = await Promise.allSettled(all.map(end))
    const errors = ended.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
    if (errors.length > 0) throw new AggregateError(errors, 'WAFs did not end well')
  }

  async #endOldest(): Promise<void> {
    const oldest = [...this.#started.entries()][0]
    if (oldest === undefined || this.#started.size <= WAF_LIMIT) return
    this.#started.delete(oldest[0])
    await end(oldest[1])
  }
}

/** Equal for setups that can share a WAF. */
export const wafKey = (backend: string, setup: Setup): string => JSON.stringify([backend, setup])

/** Ends a WAF; one that never came up has nothing to end. */
const end = async (started: Promise<Waf>): Promise<void> => {
  const waf = await started.catch(() => undefined)
  await waf?.[Symbol.asyncDispose]()
}
