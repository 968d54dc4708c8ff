import type { ByteString } from '../bytes.ts'
import type { Header, HttpRequest, HttpResponse } from '../http/message.ts'
import type { BodyResult, Entry, RequestArgument } from '../values.ts'
import { Collection } from './collection.ts'
import type { CollectionStore, StoreKey } from './collection-store.ts'
import type { Dialect } from './dialect.ts'
import type { Observer } from './events.ts'
import { Exclusions } from './exclusions.ts'
import type { Intervention } from './intervention.ts'
import type { Looked, Rule } from './rule.ts'
import type { RuleSet } from './rule-set.ts'
import type { Settings } from './settings.ts'
import type { Stopwatch } from './stopwatch.ts'
import { type TestedValue, testedValue } from './tested-value.ts'

/** The two ends of the connection. */
export type Connection = {
  readonly remoteAddress: ByteString
  readonly remotePort: number
  readonly serverAddress: ByteString
  readonly serverPort: number
  /** Which request of the connection it is, from 1; the first when not given. */
  readonly requestNumber?: number
}

/** What the front end knows of a request before the first rule runs. */
export type TransactionStart = {
  readonly request: HttpRequest
  readonly connection: Connection
  readonly uniqueId: ByteString
  /** Start of the request in ms since the epoch. */
  readonly startedMs: number
  /** The time of day by which it goes on from there, in ms since the epoch. */
  readonly wallMs: () => number
  /** The time that the request has taken so far, the application's not counted. */
  readonly watch: Stopwatch
  /** Where persistent collections are kept between transactions. */
  readonly store: CollectionStore
  /** Name in the log's `[hostname …]`. */
  readonly serverName: ByteString
  /** Headers as rules see them. */
  readonly headers: readonly Header[]
  readonly queryArguments: readonly RequestArgument[]
  readonly queryIsInvalid: boolean
  readonly cookies: readonly Entry[]
  /** What the web server's error log has got of this request so far. */
  readonly errorItems: readonly ByteString[]
}

/** The request's body as rules see it. */
export type BodyState = {
  /** Bytes received, after transfer decoding and limits; undefined before the body was read. */
  readonly received: ByteString | undefined
  /** Its rest was not read: the audit log does not have it. */
  readonly isCutOff?: true
  /** REQUEST_BODY_LENGTH: octets that are in memory, in v2 without those that have gone to a file. */
  readonly keptOctets: number
  /** Value of REQUEST_BODY; undefined where the engine does not assemble it. */
  readonly assembled: ByteString | undefined
  readonly result: BodyResult
}

/** One request and everything known about it. The only thing that changes while rules run. */
export class Transaction {
  readonly ruleSet: RuleSet
  readonly dialect: Dialect
  readonly start: TransactionStart
  readonly observer: Observer
  readonly settings: Settings
  readonly tx = new Collection()
  /** Persistent collections by lower-case name (ip, global, session, user, resource). */
  readonly collections = new Map<ByteString, Collection>()
  readonly environment = new Map<ByteString, ByteString>()
  readonly exclusions = new Exclusions()
  phase = 0
  /** Raw path in phase 1; from phase 2 on the path as httpd has resolved and decoded it. */
  path: ByteString
  /** `requestBodyProcessor`, from the Content-Type or ctl. */
  bodyProcessor: ByteString = ''
  forceRequestBody = false
  body: BodyState = { received: undefined, keptOctets: 0, assembled: undefined, result: { args: [] } }
  bodyError: { readonly message: ByteString } | undefined
  inboundDataError = false
  outboundDataError = false
  response: HttpResponse | undefined
  /** RESPONSE_BODY; undefined when it was not buffered. */
  responseBody: ByteString | undefined
  matchedVariable: { readonly name: ByteString; readonly value: ByteString } | undefined
  /** Entries matched in the chain that runs. */
  matchedVariables: { readonly name: ByteString; readonly value: ByteString }[] = []
  highestSeverity = 255
  /** The rule that runs, for RULE:*; none while alerts are written. */
  rule: Rule | undefined
  intervention: Intervention | undefined
  /** The request has used up its time: no rule runs any more. */
  isOutOfTime = false
  valuesTested = 0
  /** How often there was something new in request or response. */
  news = 0
  /** What lists of targets stood for when they were looked at last, by their index. */
  readonly looked: (Looked | undefined)[] = []
  allowed: 'all' | 'phase' | 'request' | undefined
  /** How many matches make the transaction worth an audit record. */
  relevance = 0
  /** v3: the label that is being looked for over the end of a phase. */
  skippingTo: ByteString | undefined
  /** Whose values the audit log must not show; headers by lower-case name, with the name as it was first given. */
  readonly sanitised = {
    args: new Set<RequestArgument>(),
    requestHeaders: new Map<ByteString, ByteString>(),
    responseHeaders: new Map<ByteString, ByteString>(),
  }
  /** What setsid and setuid said last; the collections stay those of the first. */
  sessionId: ByteString | undefined
  userId: ByteString | undefined
  readonly #places = new Map<Collection, StoreKey>()
  readonly #changed = new Set<Collection>()
  readonly #memo = new Map<string, readonly Entry[]>()
  readonly #tested = new Map<ByteString, TestedValue>()

  constructor(ruleSet: RuleSet, start: TransactionStart, observer: Observer) {
    this.ruleSet = ruleSet
    this.dialect = ruleSet.dialect
    this.start = start
    this.observer = observer
    this.path = start.request.path
    this.settings = { ...ruleSet.settings }
  }

  /** Entries computed once and kept until `forget`. */
  remember(name: string, compute: () => readonly Entry[]): readonly Entry[] {
    const known = this.#memo.get(name)
    if (known !== undefined) return known
    const entries = compute()
    this.#memo.set(name, entries)
    return entries
  }

  /** Drops what `remember` kept: the body or the response has arrived. */
  forget(): void {
    this.#memo.clear()
    this.news++
  }

  /** A value with what has been found out about it in this transaction. */
  tested(value: ByteString): TestedValue {
    const known = this.#tested.get(value)
    if (known !== undefined) return known
    const tested = testedValue(value, this.ruleSet.octetClasses)
    this.#tested.set(value, tested)
    return tested
  }

  /** A line of the engine's own. Levels 1–3 go to the error log and make the transaction relevant. */
  message(level: number, text: ByteString): void {
    if (level <= 3) this.relevance++
    this.observer.message?.({ level, text }, this)
  }

  /** A variable of TX or of a persistent collection changed. */
  setVariable(collection: Collection, name: ByteString, key: ByteString, value: ByteString | undefined): void {
    const before = this.observer.variable === undefined ? undefined : collection.value(key)
    if (value === undefined) collection.delete(key)
    else collection.set(key, value)
    this.#changed.add(collection)
    this.observer.variable?.({ collection: name, key, before, after: value }, this)
  }

  /** Opens a persistent collection under `name`; `storedAs` is its name in the store. A second one is ignored. */
  openCollection(name: ByteString, storedAs: ByteString, key: ByteString): void {
    if (this.collections.has(name)) return
    const place = { name: storedAs, key }
    const collection = this.start.store.open(place, this.start.startedMs, this.settings.collectionTimeoutSeconds)
    this.collections.set(name, collection)
    this.#places.set(collection, place)
  }

  /** Keeps the persistent collections that were changed; the last thing done for a request. */
  keepCollections(): void {
    for (const [collection, place] of this.#places) {
      if (this.#changed.has(collection)) this.start.store.keep(place, collection, this.start.startedMs)
    }
  }

  /** TX, or a persistent collection that initcol has opened. */
  collection(name: ByteString): Collection | undefined {
    const lower = name.toLowerCase()
    return lower === 'tx' ? this.tx : this.collections.get(lower)
  }
}
