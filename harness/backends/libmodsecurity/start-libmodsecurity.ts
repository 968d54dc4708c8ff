import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ByteString, fromOctets, toOctets } from '../../../src/bytes.ts'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { InputError } from '../../../src/errors.ts'
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts'
import type { Script } from '../../../src/scoring/contract.ts'
import { CONFIGURATION_FOLDER, configuration, ENTRY_FILE } from '../../setup/configuration.ts'
import { loggedScores, takeScores } from '../../setup/scores.ts'
import type { Setup, StartWaf } from '../../setup/setup.ts'
import { newApplication, type TestApplication } from '../../waf/application.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import { type OwnScorer, startScorer } from '../../waf/scorer.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Exchange, LogLine } from '../../waf/waf.ts'
import {
  type ModSecurityLibrary,
  modSecurityLibrary,
  type NativeRules,
  type NativeTransaction,
} from './modsecurity-library.ts'
import { FIRST_SAFE_FOR_SCRIPTS, FIRST_WITH_HOSTNAME, isOlder } from './versions.ts'

const CLIENT = '127.0.0.1'
const CLIENT_PORT = 40_000
const SERVER_PORT = 8080
/** The front end. */
const SERVER = DIALECTS.v3.server

/** Its transactions have one log between them, so they run one after the other, whichever WAF they belong to. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * libmodsecurity itself in this process, with the front end that the emulator has. Throws Unavailable where koffi or
 * the library is missing and for what the library cannot do here.
 */
export const startLibmodsecurity =
  (own: OwnScorer | undefined): StartWaf =>
  async setup => {
    const library = modSecurityLibrary()
    if ('absent' in library) throw new Unavailable(library.absent)
    refuse(library, setup)
    const told = (line: LogLine): LogLine =>
      isOlder(library.version, FIRST_WITH_HOSTNAME) ? withoutHostname(line) : line
    const scorer = await startScorer(own)
    try {
      const { files } = await configuration(setup, { scorerUrl: scorer.url })
      const folder = await mkdtemp(join(tmpdir(), 'wafrig-libmodsecurity-'))
      const rules = await load(library, loggedScores(files), folder)
      const application = newApplication()
      const send = async (octets: Uint8Array, script: Script | undefined): Promise<Exchange> => {
        await scorer.setScript(script)
        const startedMs = performance.now()
        const lines: ByteString[] = []
        const response = await exchange(rules, octets, application, line =>
          lines.push(line.replaceAll(folder, CONFIGURATION_FOLDER)),
        )
        const parsed = lines
          .map(parseErrorLogLine)
          .filter(line => line !== undefined)
          .map(told)
        return {
          ...(response === undefined ? {} : { response }),
          ...takeScores(parsed),
          scored: await scorer.newQuestions(),
          elapsedMs: performance.now() - startedMs,
        }
      }
      return {
        send: (octets, options) => {
          const mine = turn.then(() => send(octets, options?.scorer))
          turn = mine.catch(() => undefined)
          return mine
        },
        [Symbol.asyncDispose]: async () => {
          await turn
          rules.end()
          await rm(folder, { recursive: true, force: true })
          await scorer[Symbol.asyncDispose]()
        },
      }
    } catch (error) {
      await scorer[Symbol.asyncDispose]()
      throw error
    }
  }

const withoutHostname = ({ hostname: _, ...line }: LogLine): LogLine => line

const refuse = ({ version }: ModSecurityLibrary, { plugin, luaSocket }: Setup): void => {
  if (plugin !== undefined && isOlder(version, FIRST_SAFE_FOR_SCRIPTS)) {
    throw new Unavailable(
      `libmodsecurity ${version.join('.')} ends the process on the plugin's calls; 3.0.10 or newer is needed for setups with a plugin`,
    )
  }
  if (!luaSocket) throw new Unavailable('lua-socket cannot be hidden from a library in this process')
}

/** Where the configuration has uploads, persistent collections and temporary files. */
const WORKING_FOLDER = '/tmp/modsecurity'

/** Writes the configuration below a folder of its own, which stands in it for CONFIGURATION_FOLDER. */
const load = async (
  library: ModSecurityLibrary,
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
): Promise<NativeRules> => {
  const placed = (text: string): string =>
    text.replaceAll(CONFIGURATION_FOLDER, folder).replaceAll(WORKING_FOLDER, `${folder}/working`)
  for (const name of ['tmp', 'data', 'upload']) await mkdir(join(folder, 'working', name), { recursive: true })
  for (const [path, octets] of files) {
    await mkdir(dirname(placed(path)), { recursive: true })
    await writeFile(placed(path), toOctets(withScriptFolder(placed(fromOctets(octets)), dirname(placed(path)))))
  }
  const loaded = library.load(placed(ENTRY_FILE))
  if (!('refused' in loaded)) return loaded
  await rm(folder, { recursive: true, force: true })
  const engineText = loaded.refused.replaceAll(folder, CONFIGURATION_FOLDER).trim()
  throw new InputError([
    { code: 'ENGINE_REFUSES', message: 'libmodsecurity does not take the configuration', engineText },
  ])
}

/** Scripts named without a folder, which libmodsecurity opens in the working directory, named with that of their file. */
export const withScriptFolder = (text: ByteString, folder: string): ByteString =>
  text.replace(/^([ \t]*SecRuleScript[ \t]+"?|[^#\n]*@inspectFile[ \t]+)(?![/"])(?=[^\s"]+\.lua\b)/gim, `$1${folder}/`)

const exchange = async (
  rules: NativeRules,
  octets: Uint8Array,
  application: TestApplication,
  log: (line: ByteString) => void,
): Promise<HttpResponse | undefined> => {
  const reading = SERVER.read(octets)
  if (reading.kind === 'refused') return reading.status === 0 ? undefined : SERVER.page(reading.status)
  const { request } = reading
  const line = (level: string) => (text: ByteString) => log(framed(level, text, request))
  const tx = rules.open(randomBytes(16).toString('hex'), line('info'))
  try {
    const response = await answer(tx, request, application, line('error'))
    await tx.processLogging()
    return response
  } finally {
    tx.end()
  }
}

/** The steps of the nginx connector (ngx_http_modsecurity_{rewrite,pre_access,header_filter,body_filter}.c, 1.0.3). */
const answer = async (
  tx: NativeTransaction,
  request: HttpRequest,
  application: TestApplication,
  logDenial: (text: ByteString) => void,
): Promise<HttpResponse | undefined> => {
  let denied: HttpResponse | undefined
  const step = async (work: Promise<void>): Promise<boolean> => {
    await work
    const found = tx.intervention()
    if (found === undefined) return false
    if (found.log !== '') logDenial(found.log)
    denied = SERVER.page(found.status, found.url === '' ? undefined : found.url)
    return true
  }
  const { method, target, protocol, headers, body, path } = request
  const host = SERVER.hostOf(request)
  if (host !== undefined) tx.setHostname(host)
  if (await step(tx.processConnection(CLIENT, CLIENT_PORT, CLIENT, SERVER_PORT))) return denied
  if (await step(tx.processUri(target, method, protocol.replace(/^HTTP\//, '')))) return denied
  if (await step(tx.processRequestHeaders(headers))) return denied
  if (await step(tx.processRequestBody(body))) return denied
  const original = application({ method, path, target, body })
  if (await step(tx.processResponseHeaders(original.status, 'HTTP 1.1', original.headers))) return denied
  await step(tx.processResponseBody(original.body))
  return denied ?? original
}

/** The line as nginx would write it, so that it is read like one. */
const framed = (level: string, text: ByteString, { line, headers }: HttpRequest): ByteString => {
  const at = new Date().toISOString().replace(/-/g, '/').replace('T', ' ').slice(0, 19)
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? ''
  return `${at} [${level}] ${process.pid}#0: *1 ${text}, client: ${CLIENT}, server: , request: "${line}", host: "${host}"`
}
