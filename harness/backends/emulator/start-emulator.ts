import { randomBytes } from 'node:crypto'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { exchange } from '../../../src/engine/exchange.ts'
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts'
import type { ReadableDialect } from '../../../src/loading/readable-dialect.ts'
import { apacheErrorLog } from '../../../src/logging/apache-error-log.ts'
import { type Audit, auditLog } from '../../../src/logging/audit-log.ts'
import { nginxErrorLog } from '../../../src/logging/nginx-error-log.ts'
import { BACKTRACKS_BEFORE_FALLBACK, boundBacktracking } from '../../../src/regex/translate.ts'
import { startScoringServer } from '../../../src/scoring/server.ts'
import { CollectionStore } from '../../../src/transaction/collection-store.ts'
import { observeAll } from '../../../src/transaction/events.ts'
import type { Transaction } from '../../../src/transaction/transaction.ts'
import { loadSetup } from '../../setup/load-setup.ts'
import { takeScores } from '../../setup/scores.ts'
import type { Setup, StartWaf } from '../../setup/setup.ts'
import { application } from '../../waf/application.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import type { Exchange, LogLine, Waf } from '../../waf/waf.ts'

/** mod_security2 on Apache, in this process. */
export const startEmulator: StartWaf = setup => start(setup, DIALECTS.v2)

/** libmodsecurity on nginx, in this process. */
export const startEmulatorV3: StartWaf = setup => start(setup, DIALECTS.v3)

/** The connection that requests seem to come over. */
const CONNECTION = { remoteAddress: '127.0.0.1', remotePort: 40_000, serverAddress: '127.0.0.1', serverPort: 8080 }

const start = async (setup: Setup, dialect: ReadableDialect): Promise<Waf> => {
  boundBacktracking(BACKTRACKS_BEFORE_FALLBACK)
  const scorer = await startScoringServer()
  try {
    const ruleSet = await loadSetup(setup, { scorerUrl: scorer.url }, dialect)
    const store = new CollectionStore()
    const newAudit = dialect.name === 'v2' ? auditLog(ruleSet) : undefined
    const send = async (octets: Uint8Array, script: Parameters<typeof scorer.setScript>[0]): Promise<Exchange> => {
      scorer.setScript(script)
      const before = scorer.journal.total()
      const lines: string[] = []
      const audit = newAudit?.()
      const write = (line: string): void => void lines.push(line)
      const startedMs = Date.now()
      const result = await exchange(ruleSet, dialect.server.read(octets), {
        circumstances: { connection: CONNECTION, uniqueId: uniqueId(), startedMs, store, serverName: 'localhost' },
        application: dialect.server.inFrontOf(application),
        observer: audit === undefined ? nginxErrorLog(write) : observeAll(apacheErrorLog(write), audit.observer),
      })
      const parsed = lines.map(parseErrorLogLine).filter((line): line is LogLine => line !== undefined)
      return {
        ...(result.response === undefined
          ? {}
          : { response: asSeen(result.response, result.transaction?.start.request) }),
        ...takeScores(parsed),
        ...auditRecords(audit, result.transaction),
        scored: scorer.journal.since(before),
        elapsedMs: Date.now() - startedMs,
      }
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
const uniqueId = (): string => randomBytes(18).toString('base64').replaceAll('+', '@').replaceAll('/', '_')
