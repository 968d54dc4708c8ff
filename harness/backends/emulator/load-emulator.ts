import { randomBytes } from 'node:crypto'
import { exchange } from '../../../src/engine/exchange.ts'
import type { Diagnostic } from '../../../src/errors.ts'
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts'
import type { ReadableDialect } from '../../../src/loading/readable-dialect.ts'
import { isWhole, type Reading } from '../../../src/servers/server.ts'
import type { Audit } from '../../../src/transaction/audit.ts'
import { CollectionStore } from '../../../src/transaction/collection-store.ts'
import { observeAll } from '../../../src/transaction/events.ts'
import type { Connection, Transaction } from '../../../src/transaction/transaction.ts'
import type { Services } from '../../setup/configuration.ts'
import { loadSetup } from '../../setup/load-setup.ts'
import { takeScores } from '../../setup/scores.ts'
import type { Setup } from '../../setup/setup.ts'
import { newApplication } from '../../waf/application.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import type { Exchange, LogLine } from '../../waf/waf.ts'
import { type EmulatedConnection, type EmulatedExchange, emulatedConnection, type Taken } from './connection.ts'

/** A setup's rules at work in this process. */
export type Emulator = {
  /** Takes a request's octets through web server, rules and application; any number at the same time. */
  readonly exchange: (octets: Uint8Array, connection?: Connection) => Promise<NamedExchange>
  /** A connection that may have several requests. */
  readonly connect: (connection?: Partial<Connection>) => EmulatedConnection
  /** True when the web server would not wait for more octets of a request. */
  readonly isWhole: (octets: Uint8Array) => boolean
  /** What of its rules has no effect. */
  readonly notices: readonly Diagnostic[]
}

/** What one request brought, by the name of its transaction. */
export type NamedExchange = EmulatedExchange & { readonly uniqueId: string }

/** The connection that requests seem to come over, where nothing else is said. */
export const CONNECTION: Connection = {
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
  serverAddress: '127.0.0.1',
  serverPort: 8080,
}

/** Loads the emulator of an engine with a setup's rules. Throws an InputError when they are refused. */
export const loadEmulator = async (setup: Setup, dialect: ReadableDialect, services: Services): Promise<Emulator> => {
  const ruleSet = await loadSetup(setup, services, dialect)
  const store = new CollectionStore()
  const application = dialect.server.inFrontOf(newApplication())
  const newAudit = dialect.logs.audit?.(ruleSet)
  const take = async (reading: Reading, connection: Connection, nowMs: number): Promise<Taken<NamedExchange>> => {
    const lines: string[] = []
    const audit = newAudit?.()
    const write = (line: string): void => void lines.push(line)
    const startedMs = performance.now()
    const uniqueId = newUniqueId()
    const result = await exchange(ruleSet, reading, {
      circumstances: {
        connection,
        uniqueId,
        startedMs: nowMs,
        now: () => performance.now(),
        store,
        serverName: 'localhost',
      },
      application,
      observer: observeAll(dialect.logs.error(write), audit?.observer ?? {}),
    })
    const parsed = lines.map(parseErrorLogLine).filter((line): line is LogLine => line !== undefined)
    const exchanged = {
      uniqueId,
      ...(result.response === undefined
        ? {}
        : { response: asSeen(result.response, result.transaction?.start.request) }),
      ...(result.death === undefined ? {} : { died: result.death }),
      ...takeScores(parsed),
      ...auditRecords(audit, result.transaction),
      elapsedMs: Math.round(performance.now() - startedMs),
    }
    return { exchanged, isDenied: result.transaction?.intervention !== undefined }
  }
  const { server } = dialect
  return {
    notices: ruleSet.notices,
    isWhole: octets => isWhole(server.read(octets)),
    exchange: async (octets, connection = CONNECTION) =>
      (await take(server.read(octets), connection, Date.now())).exchanged,
    connect: given =>
      emulatedConnection(server, (reading, nowMs, requestNumber) =>
        take(reading, { ...CONNECTION, ...given, requestNumber }, nowMs),
      ),
  }
}

/** The record of a transaction, where the rule set writes its audit log as JSON. */
const auditRecords = (audit: Audit | undefined, transaction: Transaction | undefined): Pick<Exchange, 'auditLog'> => {
  if (audit === undefined) return {}
  const record = transaction === undefined ? undefined : audit.record(transaction)
  return { auditLog: record?.format === 'JSON' ? [record.text] : [] }
}

/** What a client can know of a response: the answer to HTTP/0.9 is a body and nothing else. */
const asSeen = (response: HttpResponse, request: HttpRequest | undefined): HttpResponse =>
  request?.protocol === 'HTTP/0.9' ? { ...response, status: 200, reason: '', protocol: '', headers: [] } : response

/** 24 characters, as mod_unique_id's in form. */
const newUniqueId = (): string => randomBytes(18).toString('base64').replaceAll('+', '@').replaceAll('/', '_')
