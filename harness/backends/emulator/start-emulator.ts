import { DIALECTS } from '../../../src/dialects/index.ts'
import type { ReadableDialect } from '../../../src/loading/readable-dialect.ts'
import type { Script } from '../../../src/scoring/contract.ts'
import { startScoringServer } from '../../../src/scoring/server.ts'
import type { Setup, StartWaf } from '../../setup/setup.ts'
import type { Exchange, Waf } from '../../waf/waf.ts'
import { loadEmulator } from './load-emulator.ts'

/** mod_security2 on Apache, in this process. */
export const startEmulator: StartWaf = setup => start(setup, DIALECTS.v2)

/** libmodsecurity on nginx, in this process. */
export const startEmulatorV3: StartWaf = setup => start(setup, DIALECTS.v3)

/** One after the other, since what the scoring server is asked between beginning and end is a request's own. */
const start = async (setup: Setup, dialect: ReadableDialect): Promise<Waf> => {
  const scorer = await startScoringServer()
  try {
    const emulator = await loadEmulator(setup, dialect, { scorerUrl: scorer.url })
    const send = async (octets: Uint8Array, script: Script): Promise<Exchange> => {
      scorer.setScript(script)
      const before = scorer.journal.total()
      return { ...(await emulator.exchange(octets)), scored: scorer.journal.since(before) }
    }
    let last: Promise<unknown> = Promise.resolve()
    return {
      send: (octets, options) => {
        const next = last.then(() => send(octets, options?.scorer ?? { verdict: 'pass', score: 1 }))
        last = next.catch(() => undefined)
        return next
      },
      [Symbol.asyncDispose]: () => scorer[Symbol.asyncDispose](),
    }
  } catch (error) {
    await scorer[Symbol.asyncDispose]()
    throw error
  }
}
