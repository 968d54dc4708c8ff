import type { Script } from '../../../src/scoring/contract.ts'
import type { WebServer } from '../../../src/servers/server.ts'
import type { Connection } from '../../../src/transaction/transaction.ts'
import type { AskedScorer } from '../../waf/scorer.ts'
import type { Exchange, Sent } from '../../waf/waf.ts'
import type { EmulatedConnection } from './connection.ts'

/** To whom requests are sent. */
export type Receiver = {
  /** A connection of a client; what is not given is as the emulator has it. */
  readonly connect: (client: Partial<Connection>) => EmulatedConnection
  readonly server: WebServer
  readonly scorer: AskedScorer
  /** Waits where the clock cannot be moved. */
  readonly passTime?: (requests: readonly Sent[]) => Promise<void>
}

/** Sends requests over one connection to a web server of this process, one after the other. */
export const sendAll = async (
  { connect, server, scorer, passTime }: Receiver,
  requests: readonly Sent[],
): Promise<readonly Exchange[]> => {
  const { client } = requests[0] ?? {}
  const connection = connect({
    ...(client === undefined ? {} : { remoteAddress: client.ip }),
    ...(client?.port === undefined ? {} : { remotePort: client.port }),
  })
  const exchanges: Exchange[] = []
  let written = 0
  let answeredMs: number | undefined
  let script: Script | undefined
  for (const [index, request] of requests.entries()) {
    const { clock, when } = request
    await passTime?.([request])
    if (index >= written) written = writeFrom(index, requests, connection, server)
    if (when === 'after the answer') script = request.scorer
    await scorer.setScript(script)
    const now = (): number => (passTime === undefined ? clock?.nowMs : undefined) ?? Date.now()
    const nowMs = now()
    const exchange = await connection.next({ nowMs, idleMs: nowMs - (answeredMs ?? nowMs) })
    answeredMs = now()
    exchanges.push({ ...(exchange ?? UNREAD), scored: await scorer.newQuestions() })
  }
  return exchanges
}

/** What a request brings that the server does not read. */
const UNREAD = { log: [], scores: {}, elapsedMs: 0 }

/** Writes a request and those that go off with it, as far as the server waits for their octets; gives the index of the one after them. */
const writeFrom = (
  index: number,
  requests: readonly Sent[],
  connection: EmulatedConnection,
  server: WebServer,
): number => {
  const more = requests.slice(index + 1).findIndex(({ when }) => when === 'after the answer')
  const end = more === -1 ? requests.length : index + 1 + more
  for (const { octets, pieces } of requests.slice(index, end)) {
    const arrivals = pieces?.lengths.map((length, piece) => ({ length, atMs: piece * pieces.pauseMs }))
    connection.write(arrivals === undefined ? octets : server.readInTime(octets, arrivals))
  }
  return end
}
