import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ByteString, fromOctets, toOctets } from '../../../src/bytes.ts'
import { DIALECTS } from '../../../src/dialects/index.ts'
import { InputError } from '../../../src/errors.ts'
import { CONFIGURATION_FOLDER, configuration, ENTRY_FILE } from '../../setup/configuration.ts'
import { loggedScores, takeScores } from '../../setup/scores.ts'
import { mustNotNameHosts } from '../../setup/script-hosts.ts'
import type { Setup, StartWaf } from '../../setup/setup.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import { type OwnScorer, startScorer } from '../../waf/scorer.ts'
import { mustWaitLittle, passTime } from '../../waf/sent-groups.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Exchange, LogLine, Sent } from '../../waf/waf.ts'
import { type Engine, type EngineRules, engine } from './engine.ts'
import { FIRST_SAFE_FOR_SCRIPTS, FIRST_WITH_HOSTNAME, isOlder } from './versions.ts'

/**
 * libmodsecurity itself, with the front end that the emulator has, in a process beside this one that all its WAFs share. Throws
 * Unavailable where koffi or the library is missing and for what the library cannot do here.
 */
export const startLibmodsecurity =
  (own: OwnScorer | undefined): StartWaf =>
  async setup => {
    const library = await engine()
    if ('absent' in library) throw new Unavailable(library.absent)
    refuse(library, setup)
    mustNotNameHosts(setup)
    const told = (line: LogLine): LogLine =>
      isOlder(library.version, FIRST_WITH_HOSTNAME) ? withoutHostname(line) : line
    const scorer = await startScorer(own)
    try {
      const { files } = await configuration(setup, { scorerUrl: scorer.url })
      const folder = await mkdtemp(join(tmpdir(), 'wafrig-libmodsecurity-'))
      const rules = await load(library, loggedScores(files), folder)
      const send = async ({ octets: written, scorer: script, client, pieces }: Sent): Promise<Exchange> => {
        const arrivals = pieces?.lengths.map((length, piece) => ({ length, atMs: piece * pieces.pauseMs }))
        const octets = arrivals === undefined ? written : DIALECTS.v3.server.readInTime(written, arrivals)
        await scorer.setScript(script)
        const startedMs = performance.now()
        const found = await rules.exchange(octets, client)
        const lines = 'died' in found ? [] : found.lines.map(line => line.replaceAll(folder, CONFIGURATION_FOLDER))
        const parsed = lines
          .map(parseErrorLogLine)
          .filter(line => line !== undefined)
          .map(told)
        return {
          ...('died' in found ? found : found.response === undefined ? {} : { response: found.response }),
          ...takeScores(parsed),
          scored: await scorer.newQuestions(),
          elapsedMs: performance.now() - startedMs,
        }
      }
      let turn: Promise<unknown> = Promise.resolve()
      const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
        const mine = turn.then(work)
        turn = mine.catch(() => undefined)
        return mine
      }
      return {
        send: (octets, options = {}) => inTurn(() => send({ octets, when: 'after the answer', ...options })),
        sendAll: async requests => {
          mustWaitLittle(requests)
          const [only, ...more] = requests
          if (only === undefined || more.length > 0) throw new Unavailable(NO_CONNECTIONS)
          await passTime(requests)
          return [await inTurn(() => send(only))]
        },
        [Symbol.asyncDispose]: async () => {
          await turn
          await rules.end()
          await rm(folder, { recursive: true, force: true })
          await scorer[Symbol.asyncDispose]()
        },
      }
    } catch (error) {
      await scorer[Symbol.asyncDispose]()
      throw error
    }
  }

const NO_CONNECTIONS =
  'sends several requests over a connection, and the library in this process has no web server whose connections go on'

const withoutHostname = ({ hostname: _, ...line }: LogLine): LogLine => line

const refuse = ({ version }: Engine, { plugin, luaSocket }: Setup): void => {
  if (plugin !== undefined && isOlder(version, FIRST_SAFE_FOR_SCRIPTS)) {
    throw new Unavailable(
      `libmodsecurity ${version.join('.')} ends the process on the plugin's calls; 3.0.10 or newer is needed for setups with a plugin`,
    )
  }
  if (!luaSocket) throw new Unavailable('lua-socket cannot be hidden from a library on this machine')
}

/** Where the configuration has uploads, persistent collections and temporary files. */
const WORKING_FOLDER = '/tmp/modsecurity'

/** Writes the configuration below a folder of its own, which stands in it for CONFIGURATION_FOLDER. */
const load = async (library: Engine, files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<EngineRules> => {
  const placed = (text: string): string =>
    text.replaceAll(CONFIGURATION_FOLDER, folder).replaceAll(WORKING_FOLDER, `${folder}/working`)
  for (const name of ['tmp', 'data', 'upload']) await mkdir(join(folder, 'working', name), { recursive: true })
  for (const [path, octets] of files) {
    await mkdir(dirname(placed(path)), { recursive: true })
    await writeFile(placed(path), toOctets(withScriptFolder(placed(fromOctets(octets)), dirname(placed(path)))))
  }
  const loaded = await library.load(placed(ENTRY_FILE))
  if ('exchange' in loaded) return loaded
  await rm(folder, { recursive: true, force: true })
  if ('died' in loaded) {
    const message = `libmodsecurity died of the configuration: ${loaded.died}`
    throw new InputError([{ code: 'ENGINE_DIED', message }])
  }
  const engineText = loaded.refused.replaceAll(folder, CONFIGURATION_FOLDER).trim()
  throw new InputError([
    { code: 'ENGINE_REFUSES', message: 'libmodsecurity does not take the configuration', engineText },
  ])
}

/** Scripts named without a folder, which libmodsecurity opens in the working directory, named with that of their file. */
export const withScriptFolder = (text: ByteString, folder: string): ByteString =>
  text.replace(/^([ \t]*SecRuleScript[ \t]+"?|[^#\n]*@inspectFile[ \t]+)(?![/"])(?=[^\s"]+\.lua\b)/gim, `$1${folder}/`)
