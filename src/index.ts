import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { type ByteString, fromOctets, fromText, toOctets } from './bytes.ts'
import { DIALECTS } from './dialects/index.ts'
import { DEFAULT_DIALECT, type DialectName } from './dialects/names.ts'
import { exchange } from './engine/exchange.ts'
import type { Application } from './http/application.ts'
import type { HttpResponse } from './http/message.ts'
import { diskFiles, type FileTree, memoryFiles } from './loading/file-tree.ts'
import { loadRuleSet } from './loading/load.ts'
import { CollectionStore } from './transaction/collection-store.ts'
import { type Observer, observeAll } from './transaction/events.ts'
import type { Intervention } from './transaction/intervention.ts'
import type { Limits } from './transaction/limits.ts'
import type { RuleSet } from './transaction/rule-set.ts'
import type { Connection } from './transaction/transaction.ts'

export { type ByteString, fromOctets, fromText, toOctets, toText } from './bytes.ts'
export type { DialectName } from './dialects/names.ts'
export type { ErrorCode } from './error-codes.ts'
export { type Diagnostic, EnvironmentError, InputError } from './errors.ts'
export type { Application } from './http/application.ts'
export type { Header, HttpRequest, HttpResponse } from './http/message.ts'
export type { ScriptLimits } from './lua/limits.ts'
export { CollectionStore } from './transaction/collection-store.ts'
export type { Alert, Events, Message, Observer } from './transaction/events.ts'
export type { Intervention } from './transaction/intervention.ts'
export type { Limits } from './transaction/limits.ts'
export type { Rule, RuleElement } from './transaction/rule.ts'
export type { RuleSet } from './transaction/rule-set.ts'
export type { Connection, Transaction } from './transaction/transaction.ts'

/** Where rules are: a file with all that it includes, a text, or files in memory of which `entry` is read. */
export type RuleSource =
  | { readonly file: string }
  | { readonly text: string }
  | { readonly files: Readonly<Record<string, string | Uint8Array>>; readonly entry: string }

/** How rules are loaded. */
export type LoadOptions = {
  /** The engine whose rules these are; `v2` when not given. */
  readonly dialect?: DialectName
  /** False: scripts find no lua-socket. */
  readonly luaSocket?: boolean
  /** What a request may cost; limits that are not named are as they are without. */
  readonly limits?: Partial<Limits>
}

/**
 * Loads rules and all that they include, once, for any number of requests. Throws an {@link InputError} with everything that is
 * wrong in them, each with its place. Rules inspect only where they say `SecRuleEngine On`, as in the real engines.
 *
 * @example
 * ```ts
 * import { inspect, loadRules } from 'wafrig/engine'
 *
 * const rules = loadRules({
 *   text: `
 *     SecRuleEngine On
 *     SecRule ARGS "@contains ../" "id:1,phase:2,deny,status:403,log,msg:'Path traversal'"
 *   `,
 * })
 * const seen = await inspect(rules, 'GET /?file=../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n')
 * expect(seen.intervention?.ruleId).toBe(1)
 * expect(seen.response?.status).toBe(403)
 * ```
 */
export const loadRules = (
  source: RuleSource,
  { dialect = DEFAULT_DIALECT, luaSocket = true, limits = {} }: LoadOptions = {},
): RuleSet => {
  const { tree, entry } = filesOf(source)
  return loadRuleSet(tree, entry, {
    dialect: DIALECTS[dialect],
    ...('file' in source ? {} : { serverRoot: FOLDER }),
    scripts: { packages: luaSocket ? ['lua-socket'] : [] },
    limits,
  })
}

/** What a request is inspected with. */
export type InspectOptions = {
  /** Told of everything that happens to the transaction; what it has no function for is not computed. */
  readonly observer?: Observer
  /** What stands behind the WAF; else an application that answers 200 to everything. */
  readonly application?: Application
  /** The two ends of the connection; else loopback. */
  readonly connection?: Connection
  /** Else one is made. */
  readonly uniqueId?: string
  /** Start of the request in ms since the epoch; else now. */
  readonly startedMs?: number
  /** What persistent collections (IP, GLOBAL, …) are kept in from request to request; else each finds them empty. */
  readonly store?: CollectionStore
}

/** What came of one request. */
export type Inspection = {
  /** Absent when the connection is closed without an answer. */
  readonly response: HttpResponse | undefined
  /** What the WAF did to the request instead of letting it pass. */
  readonly intervention: Intervention | undefined
  /** The request's lines in the error log, as the real engine writes them. */
  readonly errorLog: readonly ByteString[]
  /** The variables of TX at the end, by name. */
  readonly tx: ReadonlyMap<string, ByteString>
  /** Why the web server refused the request before the rules saw it. */
  readonly refusal: string | undefined
  /** What the real engine's process dies of in this request, where it does: nothing more comes of the request. */
  readonly died: string | undefined
}

/**
 * Takes one request through web server, rules and application. `request` is what goes over the wire: octets, or text
 * whose UTF-8 octets they are. A malformed request is no error: the result says what became of it.
 *
 * @example
 * ```ts
 * import { inspect, loadRules } from 'wafrig/engine'
 *
 * const rules = loadRules({ text: `SecRuleEngine On\nSecRule ARGS "@rx (?i)select" "id:7,phase:2,pass,log,t:urlDecodeUni"` })
 * const matched: string[] = []
 * await inspect(rules, 'GET /?q=SELECT%201 HTTP/1.1\r\nHost: localhost\r\n\r\n', {
 *   observer: {
 *     test: ({ name, transformed, matched: hit }) => void (hit && matched.push(`${name} = ${transformed}`)),
 *   },
 * })
 * expect(matched).toEqual(['ARGS:q = SELECT 1'])
 * ```
 */
export const inspect = async (
  rules: RuleSet,
  request: Uint8Array | string,
  options: InspectOptions = {},
): Promise<Inspection> => {
  const errorLog: ByteString[] = []
  const logged = rules.dialect.logs.error(line => void errorLog.push(line))
  const { response, transaction, refusal, death } = await exchange(
    rules,
    rules.dialect.server.read(octetsOf(request)),
    {
      circumstances: {
        connection: options.connection ?? LOOPBACK,
        uniqueId: fromText(options.uniqueId ?? randomBytes(18).toString('base64url')),
        startedMs: options.startedMs ?? Date.now(),
        now: () => performance.now(),
        store: options.store ?? new CollectionStore(),
        serverName: 'localhost',
      },
      application: options.application ?? answersOk,
      observer: options.observer === undefined ? logged : observeAll(logged, options.observer),
    },
  )
  const variables = transaction?.tx.entries() ?? []
  return {
    response,
    intervention: transaction?.intervention,
    errorLog,
    tx: new Map(variables.map(({ key = '', value }) => [key, value])),
    refusal,
    died: death,
  }
}

const LOOPBACK: Connection = {
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
  serverAddress: '127.0.0.1',
  serverPort: 80,
}

/** Where a text and files given by relative names are taken to lie. */
const FOLDER = '/rules'

const filesOf = (source: RuleSource): { readonly tree: FileTree; readonly entry: string } => {
  if ('file' in source) return { tree: diskFiles, entry: path.resolve(source.file) }
  const [files, entry] = 'text' in source ? [{ text: source.text }, 'text'] : [source.files, source.entry]
  const contents = Object.entries(files).map(
    ([name, content]) => [path.posix.resolve(FOLDER, name), fromOctets(octetsOf(content))] as const,
  )
  return { tree: memoryFiles(new Map(contents)), entry: path.posix.resolve(FOLDER, entry) }
}

const octetsOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? toOctets(fromText(content)) : content

const answersOk: Application = () => ({
  status: 200,
  reason: 'OK',
  protocol: 'HTTP/1.1',
  headers: [
    { name: 'Content-Type', value: 'text/plain' },
    { name: 'Content-Length', value: '2' },
  ],
  body: 'ok',
})
