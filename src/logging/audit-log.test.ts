import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ByteString, toOctets } from '../bytes.ts'
import { DIALECTS } from '../dialects/index.ts'
import { exchange } from '../engine/exchange.ts'
import { memoryFiles } from '../loading/file-tree.ts'
import { loadRuleSet } from '../loading/load.ts'
import { CollectionStore } from '../transaction/collection-store.ts'
import { observeAll } from '../transaction/events.ts'

/**
 * Audit records that mod_security2 2.9.13 on httpd 2.4.69 (and 2.9.7 on 2.4.71, where `dialect` says so) wrote, each with
 * the rules it had, put behind `configuration`, and the octets it was sent. An empty record: none was written. Code
 * units stand for octets. Line ends at a record's end are left out.
 */
type Observed = {
  readonly configuration: readonly ByteString[]
  readonly observations: readonly {
    readonly name: string
    readonly dialect?: 'v2.9.7'
    readonly rules: readonly ByteString[]
    readonly requests: readonly {
      readonly send: ByteString
      readonly application?: {
        readonly status: number
        readonly headers: readonly (readonly [name: ByteString, value: ByteString])[]
        readonly body: ByteString
      }
      readonly record: ByteString
      /** Lines of the error log, where they were kept. */
      readonly log?: readonly ByteString[]
    }[]
  }[]
}

const { configuration, observations }: Observed = JSON.parse(
  readFileSync(new URL('observed-audit-log.json', import.meta.url), 'utf8'),
)
const UNICODE_MAP = readFileSync(new URL('../../containers/engine/unicode.mapping', import.meta.url), 'latin1')
const FOLDER = '/etc/modsecurity.d'
const OK = {
  status: 200,
  headers: [
    ['Content-Type', 'text/plain'],
    ['Content-Length', '2'],
  ],
  body: 'ok',
} as const

type Observation = Observed['observations'][number]

const load = ({ rules, dialect = undefined }: Observation) => {
  const tree = new Map([
    [`${FOLDER}/setup.conf`, `Include ${FOLDER}/modsecurity.conf\nInclude ${FOLDER}/rules.conf\n`],
    [`${FOLDER}/modsecurity.conf`, `${configuration.join('\n')}\n`],
    [`${FOLDER}/unicode.mapping`, UNICODE_MAP],
    [`${FOLDER}/rules.conf`, `${rules.join('\n')}\n`],
  ])
  return loadRuleSet(memoryFiles(tree), `${FOLDER}/setup.conf`, {
    dialect: DIALECTS[dialect ?? 'v2'],
    scripts: { packages: [] },
  })
}

/** What the emulator writes: the record without the line ends at its end, empty where there is none, and error-log lines. */
const written = async (
  ruleSet: ReturnType<typeof load>,
  { send, application = OK }: Observation['requests'][number],
): Promise<{ readonly record: ByteString; readonly log: readonly ByteString[] }> => {
  const log: ByteString[] = []
  const audit = ruleSet.dialect.logs.audit?.(ruleSet)()
  if (audit === undefined) throw new Error('no audit log')
  const connection = { remoteAddress: '1.2.3.4', remotePort: 40_000, serverAddress: '5.6.7.8', serverPort: 8080 }
  const { transaction } = await exchange(ruleSet, ruleSet.dialect.server.read(toOctets(send)), {
    circumstances: {
      connection,
      uniqueId: 'x'.repeat(27),
      startedMs: Date.now(),
      now: () => 0,
      store: new CollectionStore(),
      serverName: 'localhost',
    },
    application: () => ({
      status: application.status,
      reason: 'OK',
      protocol: 'HTTP/1.1',
      headers: application.headers.map(([name, value]) => ({ name, value })),
      body: application.body,
    }),
    observer: observeAll(
      audit.observer,
      ruleSet.dialect.logs.error(line => log.push(line)),
    ),
  })
  const text = transaction === undefined ? undefined : audit.record(transaction)?.text
  return { record: (text ?? '').replace(/\n+$/, ''), log }
}

/** What differs from run to run, and what the emulator does not have: times, ids, ports, httpd's name and its own pages. */
const normalised = (record: ByteString): ByteString =>
  record
    .replace(/[0-9]{2}\/[A-Z][a-z]{2}\/[0-9]{4}:[0-9:]{8}\.[0-9]{6} [-+][0-9]{4}/g, 'TIME')
    .replace(/(?<=\] |_id":"|_id \\?")[-@_0-9A-Za-z]{27}(?=["\\ ])/g, 'ID')
    .replace(/^--[0-9a-f]{8}-/gm, '--BOUNDARY-')
    .replace(/(TIME\] ID) .*$/gm, '$1 ENDS')
    .replace(/"remote_address":.*?(?=\})/, 'ENDS')
    .replace(/\[client [0-9.]+\]/g, '[client CLIENT]')
    .replace(/"stopwatch":\{[^}]*\}/, '"stopwatch":{}')
    .replace(/^(Stopwatch2?): .*$/gm, '$1')
    .replace(/(?<=^Server: |"server":")Apache[^"\n]*/gm, 'Apache')
    .replace(/<!DOCTYPE HTML PUBLIC .*?<\/html>(?:\n|\\n)|<!DOCTYPE html>.*?<\/h1>(?:\n|\\n)?/gs, 'PAGE')
    .replace(/("Content-Length":")[0-9]+(?=",[^}]*"text\/html; charset=iso-8859-1"\})/, '$1N')
    .replace(
      /(?<=^Content-Length: )[0-9]+(?=\n(?:Connection: .*\n)?Content-Type: text\/html; charset=iso-8859-1$)/m,
      'N',
    )

const normalisedLine = (line: ByteString): ByteString =>
  line
    .replace(/^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9:]{8}\.[0-9]{6} [0-9]{4}\]/, '[TIME]')
    .replace(/\[pid [0-9]+:tid [0-9]+\]/, '[pid PID]')
    .replace(/\[client [0-9.]+(?::[0-9]+)?\]/g, '[client CLIENT]')
    .replace(/\[unique_id "[^"]*"\]/, '[unique_id "ID"]')

describe.each(observations)('$name', observation => {
  const ruleSet = load(observation)
  test.each(observation.requests.map((request, at) => ({ at, request })))('request $at', async ({ request }) => {
    const { record, log } = await written(ruleSet, request)
    expect(normalised(record)).toBe(normalised(request.record))
    if (request.log !== undefined) expect(log.map(normalisedLine)).toEqual(request.log.map(normalisedLine))
  })
})
