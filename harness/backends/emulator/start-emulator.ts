import { DIALECTS } from '../../../src/dialects/index.ts'
import type { ReadableDialect } from '../../../src/loading/readable-dialect.ts'
import type { StartWaf } from '../../setup/setup.ts'
import { type OwnScorer, startScorer } from '../../waf/scorer.ts'
import { CONNECTION, loadEmulator } from './load-emulator.ts'
import { sendAll } from './send-all.ts'

/**
 * Starts WAFs in this process that are mod_security2 on Apache; `own` is a scoring server of the user's, `clientAddress` that of whoever
 * sends them requests.
 */
export const startEmulator = (own?: OwnScorer, clientAddress?: string): StartWaf =>
  speaking(DIALECTS.v2, own, clientAddress)

/** The same of libmodsecurity on nginx. */
export const startEmulatorV3 = (own?: OwnScorer, clientAddress?: string): StartWaf =>
  speaking(DIALECTS.v3, own, clientAddress)

/**
 * Starts WAFs in this process that speak a dialect. Each takes one request after the other, since what the scoring server is asked
 * between beginning and end is a request's own.
 */
const speaking =
  (dialect: ReadableDialect, own: OwnScorer | undefined, clientAddress = CONNECTION.remoteAddress): StartWaf =>
  async setup => {
    const scorer = await startScorer(own)
    try {
      const emulator = await loadEmulator(setup, dialect, { scorerUrl: scorer.url })
      const connect: typeof emulator.connect = client => emulator.connect({ remoteAddress: clientAddress, ...client })
      let last: Promise<unknown> = Promise.resolve()
      const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
        const next = last.then(work)
        last = next.catch(() => undefined)
        return next
      }
      return {
        notices: emulator.notices,
        send: (octets, options = {}) =>
          inTurn(async () => {
            await scorer.setScript(options.scorer)
            const exchange = await emulator.exchange(octets, { ...CONNECTION, remoteAddress: clientAddress })
            return { ...exchange, scored: await scorer.newQuestions() }
          }),
        sendAll: requests => inTurn(() => sendAll({ connect, server: dialect.server, scorer }, requests)),
        [Symbol.asyncDispose]: () => scorer[Symbol.asyncDispose](),
      }
    } catch (error) {
      await scorer[Symbol.asyncDispose]()
      throw error
    }
  }
