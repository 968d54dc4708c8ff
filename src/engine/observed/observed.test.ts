import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ByteString, toOctets } from '../../bytes.ts'
import { DIALECTS } from '../../dialects/index.ts'
import { InputError } from '../../errors.ts'
import { memoryFiles } from '../../loading/file-tree.ts'
import { loadRuleSet } from '../../loading/load.ts'
import { CollectionStore } from '../../transaction/collection-store.ts'
import type { RuleSet } from '../../transaction/rule-set.ts'
import { exchange } from '../exchange.ts'

/**
 * What mod_security2 on Apache was seen to do, by topic: a rule file, the requests sent to it one after the other with
 * what came of each, or the words with which the engine refuses to start. Log lines stand without the part before
 * `ModSecurity: `, host name and unique id. Code units stand for octets. Seen on 2.9.7 with Apache 2.4.71 (Debian 12);
 * `of-2.9.13.json` holds what differed on 2.9.13 with Apache 2.4.69 (Debian forky), everything else was the same.
 */
type Observation = {
  readonly name: string
  /** Lines of rules.conf. */
  readonly rules: readonly ByteString[]
  /** Other files beside it. */
  readonly files?: Readonly<Record<string, ByteString>>
  readonly application?: Application
  readonly requests?: readonly {
    readonly send: ByteString
    readonly application?: Application
    readonly waitMs?: number
    /** 0: the connection was closed without an answer. */
    readonly status: number
    readonly location?: ByteString
    readonly log: readonly ByteString[]
  }[]
  /** What the engine prints when it does not start. */
  readonly error?: ByteString
  /** The engine starts. */
  readonly loads?: true
  /** This release crashes; there is nothing to be equal to. */
  readonly crashes?: true
}

/** What the application behind the engine answers; 200 and a short HTML page where it does not say. */
type Application = {
  readonly status?: number
  readonly reason?: ByteString
  readonly headers?: readonly (readonly [name: ByteString, value: ByteString])[]
  readonly body?: ByteString
}

const FOLDER = '/etc/modsecurity.d/test'

type Release = 'v2.9.7' | 'v2'

const load = ({ rules, files = {} }: Observation, dialect: Release): RuleSet => {
  const tree = new Map([[`${FOLDER}/rules.conf`, `${rules.join('\n').replaceAll('@DIR@', FOLDER)}\n`]])
  for (const [name, text] of Object.entries(files)) tree.set(`${FOLDER}/${name}`, text)
  return loadRuleSet(memoryFiles(tree), `${FOLDER}/rules.conf`, {
    dialect: DIALECTS[dialect],
    scripts: { packages: [] },
  })
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

const run = async (
  ruleSet: RuleSet,
  octets: Uint8Array,
  application: Application,
  { startedMs, store }: { startedMs: number; store: CollectionStore },
) => {
  const log: ByteString[] = []
  const { response } = await exchange(ruleSet, ruleSet.dialect.server.read(octets), {
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
  return { status: response?.status ?? 0, ...(location === undefined ? {} : { location }), log }
}

const engineWords = (error: unknown): string =>
  error instanceof InputError ? (error.diagnostics[0]?.engineText ?? error.message) : String(error)

/** httpd escapes what it prints; blanks at the end are not recorded. */
const asPrinted = (text: string): string => text.replaceAll('\\', '\\\\').trimEnd()

const folder = new URL('.', import.meta.url)
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const differing: readonly (Observation & { readonly topic: string })[] = read('of-2.9.13.json')
const topics = readdirSync(folder)
  .filter(file => file.endsWith('.json') && file !== 'of-2.9.13.json')
  .map(file => file.slice(0, -'.json'.length))
  .sort()

const observationsOf = (topic: string, release: Release): readonly Observation[] => {
  const observations: readonly Observation[] = read(`${topic}.json`)
  if (release === 'v2.9.7') return observations
  return observations.map(known => differing.find(other => other.topic === topic && other.name === known.name) ?? known)
}

const check = async (observation: Observation, release: Release): Promise<void> => {
  if (observation.error !== undefined) {
    let found: unknown = 'it loads'
    try {
      load(observation, release)
    } catch (error) {
      found = error
    }
    expect(asPrinted(engineWords(found))).toBe(observation.error)
    return
  }
  const ruleSet = load(observation, release)
  const store = new CollectionStore()
  let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)
  for (const { send, application, waitMs = 0, status, location, log } of observation.requests ?? []) {
    nowMs += waitMs
    const found = await run(ruleSet, toOctets(send), application ?? observation.application ?? {}, {
      startedMs: nowMs,
      store,
    })
    expect(found).toEqual({ status, ...(location === undefined ? {} : { location }), log })
  }
}

describe.each(['v2.9.7', 'v2'] as const)('dialect %s', release => {
  describe.each(topics)('%s', topic => {
    const observations = observationsOf(topic, release)
    test.each(observations.filter(({ crashes }) => crashes !== true))('$name', observation =>
      check(observation, release),
    )
    const crashing = observations.filter(({ crashes }) => crashes === true)
    if (crashing.length > 0) test.skip.each(crashing)('$name (this release of the real engine crashes)', () => {})
  })
})

test('every observation of 2.9.13 takes the place of one of 2.9.7', () => {
  const known = new Set(topics.flatMap(topic => observationsOf(topic, 'v2.9.7').map(({ name }) => `${topic}: ${name}`)))
  expect(differing.map(({ topic, name }) => `${topic}: ${name}`).filter(name => !known.has(name))).toEqual([])
})
