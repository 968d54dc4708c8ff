import { exchange } from '../../../src/engine/exchange.ts'
import type { ReadableDialect } from '../../../src/loading/readable-dialect.ts'
import { CollectionStore } from '../../../src/transaction/collection-store.ts'
import { observeAll } from '../../../src/transaction/events.ts'
import { loadSetup } from '../../setup/load-setup.ts'
import type { Setup } from '../../setup/setup.ts'
import { newApplication } from '../../waf/application.ts'

/** What takes part in a comparison: it is sent requests, and its CPU is read before and after. */
export type Contestant = AsyncDisposable & {
  readonly name: string
  /** How often it is sent a load before its time counts. */
  readonly warmRounds: number
  readonly send: (request: Uint8Array) => Promise<void>
  /** User and system time that it has used so far, in µs. */
  readonly cpuUs: () => Promise<number>
  /** Name of the contestant whose time is taken off: the same server with its engine off. */
  readonly less?: string
}

/** How many requests are sent before the event loop has a turn. */
const REQUESTS_A_TURN = 50

/** The emulator in this process, its error log and audit records rendered and not written. */
export const emulatorContestant = async (setup: Setup, dialect: ReadableDialect): Promise<Contestant> => {
  const ruleSet = await loadSetup(setup, { scorerUrl: 'http://127.0.0.1:9/' }, dialect)
  const store = new CollectionStore()
  const application = dialect.server.inFrontOf(newApplication())
  const newAudit = dialect.logs.audit?.(ruleSet)
  let sent = 0
  return {
    name: 'emulator',
    warmRounds: 25,
    send: async request => {
      const audit = newAudit?.()
      const { transaction } = await exchange(ruleSet, dialect.server.read(request), {
        circumstances: {
          connection: { remoteAddress: '127.0.0.1', remotePort: 40_000, serverAddress: '127.0.0.1', serverPort: 8080 },
          uniqueId: 'AAAAAAAAAAAAAAAAAAAAAAAA',
          startedMs: Date.now(),
          now: () => performance.now(),
          store,
          serverName: 'localhost',
        },
        application,
        observer: observeAll(
          dialect.logs.error(() => {}),
          audit?.observer ?? {},
        ),
      })
      if (transaction !== undefined) audit?.record(transaction)
      // libxml2-wasm lets go of a document's nodes when the event loop has had a turn.
      if (++sent % REQUESTS_A_TURN === 0) await new Promise(resolve => setImmediate(resolve))
    },
    cpuUs: async () => {
      const { user, system } = process.cpuUsage()
      return user + system
    },
    [Symbol.asyncDispose]: async () => {},
  }
}
