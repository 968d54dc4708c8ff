import { InputError } from '../../src/errors.ts'
import { NO_RULES } from '../package-root.ts'
import type { Waf } from '../waf/waf.ts'
import type { Setup, StartWaf } from './setup.ts'

/** What became of a setup: a WAF, or the engine's words where it does not take the configuration. */
export type Started = { readonly waf: Pick<Waf, 'send' | 'sendAll'> } | { readonly refused: string }

/** Starts a WAF for each of many setups at once, in their order. The WAFs of one call are up until the next. */
export type Batches = AsyncDisposable & { readonly start: (setups: readonly Setup[]) => Promise<readonly Started[]> }

/** The name in the Host header of requests to a WAF of a batch, where several share one server. */
export const hostOf = (index: number): string => `w${index}.localhost`

/** Batches of a backend that has no better way: one WAF after the other is started. */
export const oneByOne = (start: StartWaf): Batches => {
  let up: readonly Waf[] = []
  const end = async (): Promise<void> => {
    for (const waf of up) await waf[Symbol.asyncDispose]()
    up = []
  }
  return {
    start: async setups => {
      await end()
      const started: Started[] = []
      for (const setup of setups) {
        const found = await startedOrRefused(start, setup)
        if ('waf' in found) up = [...up, found.waf]
        started.push(found)
      }
      return started
    },
    [Symbol.asyncDispose]: end,
  }
}

const startedOrRefused = async (
  start: StartWaf,
  setup: Setup,
): Promise<{ readonly waf: Waf } | { readonly refused: string }> => {
  try {
    return { waf: await start(setup) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const [first] = error.diagnostics
    return { refused: first?.engineText ?? first?.message ?? error.message }
  }
}

/** The address that a backend's requests come from, as its rules see it. */
export const clientAddressOf = async (batches: Batches): Promise<string | undefined> => {
  const [started] = await batches.start([ADDRESS])
  if (started === undefined || !('waf' in started)) return undefined
  const octets = Buffer.from(`GET / HTTP/1.1\r\nHost: ${hostOf(0)}\r\n\r\n`)
  return (await started.waf.send(octets)).log.find(({ id }) => id === 1)?.msg
}

const ADDRESS: Setup = {
  ...{ ruleFolder: NO_RULES, plugin: undefined, settings: [], engine: 'On', luaSocket: true },
  afterwards: [`SecAction "id:1,phase:1,pass,log,msg:'%{REMOTE_ADDR}'"`],
}
