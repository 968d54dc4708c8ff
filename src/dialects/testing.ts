import { existsSync, readFileSync } from 'node:fs'
import { type ByteString, toOctets } from '../bytes.ts'
import { exchange } from '../engine/exchange.ts'
import { InputError } from '../errors.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { DialectName } from './names.ts'

/**
 * What an engine was seen to do: a rule file, the requests sent to it one after the other with what came of each, or
 * the words with which the engine refuses to start. Log lines stand without the part before `ModSecurity: `, host name
 * and unique id. Code units stand for octets.
 */
export type Observation = {
  readonly name: string
  /** Lines of rules.conf. */
  readonly rules: readonly ByteString[]
  /** Other files beside it. */
  readonly files?: Readonly<Record<string, ByteString>>
  readonly application?: Application
  readonly requests?: readonly (Seen & {
    readonly send: ByteString
    readonly application?: Application
    readonly waitMs?: number
  })[]
  /** What the engine prints when it does not start. */
  readonly error?: ByteString
  /** The engine starts. */
  readonly loads?: true
  /** This release crashes; there is nothing to be equal to. */
  readonly crashes?: true
}

/** What came of a request. */
export type Seen = {
  /** 0: the connection was closed without an answer. */
  readonly status: number
  readonly location?: ByteString
  readonly log: readonly ByteString[]
  /** The worker died of it. */
  readonly dies?: true
}

/** What the application behind the engine answers; 200 and a short HTML page where it does not say. */
type Application = {
  readonly status?: number
  readonly reason?: ByteString
  readonly headers?: readonly (readonly [name: ByteString, value: ByteString])[]
  readonly body?: ByteString
}

/** What came of an observation's rules and requests. */
export type Results = { readonly error?: ByteString | undefined; readonly requests: readonly Seen[] }

/** The observations of a file, one a name: `of-2.9.13.json` beside it has those that differ on the newest release. */
export const observationsOf = (file: URL, dialect: DialectName): readonly Observation[] => {
  const observations: readonly Observation[] = JSON.parse(readFileSync(file, 'utf8'))
  const newer = new URL('of-2.9.13.json', file)
  if (dialect !== 'v2' || !existsSync(newer)) return observations
  const differing: readonly (Observation & { readonly topic: string })[] = JSON.parse(readFileSync(newer, 'utf8'))
  const ofTopic = differing.filter(({ topic }) => file.href.endsWith(`/${topic}.json`))
  return observations.map(known => ofTopic.find(({ name }) => name === known.name) ?? known)
}

/** What was seen to come of an observation. */
export const recorded = ({ error, requests = [] }: Observation): Results => ({
  ...(error === undefined ? {} : { error }),
  requests: requests.map(({ status, location, log, dies }) => ({
    status,
    ...(location === undefined ? {} : { location }),
    log,
    ...(dies === undefined ? {} : { dies }),
  })),
})

/** What the emulator makes of it. */
export const replay = async (observation: Observation, dialect: ReadableDialect): Promise<Results> => {
  const ruleSet = load(observation, dialect)
  if (typeof ruleSet === 'string') return { error: asPrinted(ruleSet), requests: [] }
  const store = new CollectionStore()
  let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)
  const requests: Seen[] = []
  for (const { send, application, waitMs = 0 } of observation.requests ?? []) {
    nowMs += waitMs
    const answering = application ?? observation.application ?? {}
    requests.push(await seen(ruleSet, toOctets(send), answering, { startedMs: nowMs, store }))
  }
  return { requests }
}

const FOLDER = '/etc/modsecurity.d/test'

/** The rule set, or the engine's words where it refuses. */
const load = ({ rules, files = {} }: Observation, dialect: ReadableDialect): RuleSet | string => {
  const tree = new Map([[`${FOLDER}/rules.conf`, `${rules.join('\n').replaceAll('@DIR@', FOLDER)}\n`]])
  for (const [name, text] of Object.entries(files)) tree.set(`${FOLDER}/${name}`, text)
  try {
    return loadRuleSet(memoryFiles(tree), `${FOLDER}/rules.conf`, { dialect, scripts: { packages: [] } })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.diagnostics[0]?.engineText ?? error.message
  }
}

const seen = async (
  ruleSet: RuleSet,
  octets: Uint8Array,
  application: Application,
  { startedMs, store }: { startedMs: number; store: CollectionStore },
): Promise<Seen> => {
  const log: ByteString[] = []
  const { response, death } = await exchange(ruleSet, ruleSet.dialect.server.read(octets), {
    circumstances: {
      connection: { remoteAddress: '127.0.0.1', remotePort: 40_000, serverAddress: '127.0.0.1', serverPort: 80 },
      uniqueId: 'awHI13ag60m6DZARjl_PvgAAAAA',
      startedMs,
      now: () => 0,
      store,
      serverName: 'localhost',
    },
    application: () => answer(application),
    observer: ruleSet.dialect.logs.error(line => log.push(shown(line))),
  })
  const location = response?.headers.find(({ name }) => name === 'Location')?.value
  return {
    status: response?.status ?? 0,
    ...(location === undefined ? {} : { location }),
    log,
    ...(death && { dies: true as const }),
  }
}

const answer = ({ status = 200, reason = 'OK', headers, body = 'hello' }: Application) => ({
  status,
  reason,
  protocol: 'HTTP/1.1',
  headers: (
    headers ?? [
      ['Content-Type', 'text/html'],
      ['Content-Length', String(body.length)],
    ]
  ).map(([name, value]) => ({ name, value })),
  body,
})

const shown = (line: ByteString): ByteString =>
  line
    .slice(line.indexOf('ModSecurity: ') + 'ModSecurity: '.length)
    .replace(/ \[hostname "[^"]*"\]/, '')
    .replace(/ \[unique_id "[^"]*"\]/, '')

/** httpd escapes what it prints; blanks at the end are not recorded. */
const asPrinted = (text: string): string => text.replaceAll('\\', '\\\\').trimEnd()
