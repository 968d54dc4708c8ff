import { randomInt } from 'node:crypto'
import { type ByteString, equalsIgnoringCase, toText } from '../../../src/bytes.ts'
import { EnvironmentError, InputError, messageOf } from '../../../src/errors.ts'
import { headerValue } from '../../../src/http/headers.ts'
import { CONFIGURATION_FOLDER } from '../../setup/configuration.ts'
import { proxyHeader } from '../../waf/proxy-header.ts'
import { openRaw, type RawAnswer, type RawConnection } from '../../waf/raw-client.ts'
import { namedTransaction } from '../../waf/transaction-header.ts'
import type { Client, Sent } from '../../waf/waf.ts'
import type { WafConfiguration } from './contained-configuration.ts'
import { type AccessLine, accessLine, type ContainedServer } from './contained-server.ts'
import type { Docker } from './docker.ts'
import { until, withLimit } from './limit.ts'
import { AUDIT_RECORD } from './log-lines.ts'
import { followLog, type LogTail } from './log-tail.ts'
import { type Dress, type RunningContainer, startContainer } from './running-container.ts'

/** A web server in a container, whose configuration can be exchanged. */
export type ContainedWaf = AsyncDisposable & {
  /** Digest of the configuration at work. */
  readonly active: () => string | undefined
  /** Puts a configuration to work. Throws an InputError with the engine's words when the engine refuses it. */
  readonly apply: (configuration: WafConfiguration) => Promise<void>
  /** Sends a request's octets and waits until all that it logs is there. */
  readonly exchange: (request: Uint8Array) => Promise<WafExchange>
  /** Sends requests that go off together over a connection, the next of it. */
  readonly exchangeOver: (connection: WafConnection, requests: readonly Sent[]) => Promise<readonly WafExchange[]>
  /** A connection of a client; of whoever connects when not given. */
  readonly connect: (client: Client | undefined) => Promise<WafConnection>
  /** What a transaction that somebody else's request made has logged; undefined when it has not ended within `limitMs`. */
  readonly logged: (uniqueId: string, limitMs: number) => Promise<WafLog | undefined>
  /** Unique ids of the transactions that have ended since the configuration was put to work, as far as they are kept. */
  readonly ended: () => readonly string[]
  readonly container: RunningContainer
  /** Ends all but the container. */
  readonly leave: () => void
}

/** What one request brought; without a unique id when the server's process died of it, in the server's words (`Segmentation fault (11)`). */
export type WafExchange = RawAnswer & WafLog & { readonly uniqueId?: string; readonly died?: string }

/** A connection to a WAF. */
export type WafConnection = RawConnection

/** What one transaction logged. */
export type WafLog = {
  /** The transaction's error-log lines. */
  readonly errorLog: readonly ByteString[]
  /** The transaction's audit-log records, JSON. */
  readonly auditLog: readonly ByteString[]
}

/** The port that the WAF listens on in its container. */
export const PORT = 8080
const PROBE_PORT = 8090
/** The one log file in its container. */
export const LOG_FILE = '/var/log/wafrig/waf.log'
const READY_LIMIT_MS = 30_000
/** The longest answer seen: a plugin that asks twice with LuaSocket's own limit of 60 s. */
const RESPONSE_LIMIT_MS = 130_000
const LOG_LIMIT_MS = 10_000
/** How long a request that got no answer may take to show up in the log. */
const CRASH_LIMIT_MS = 3_000
const APPLY_LIMIT_MS = 60_000

/** How a web server's container is started. */
export type StartWish = {
  readonly image: string
  readonly network: string
  /** The application behind it, as it sees it. */
  readonly application: string
  readonly dress?: Dress
}

/** Starts a web server with the image's own configuration. */
export const startContainedWaf = async (
  docker: Docker,
  server: ContainedServer,
  { image, network, application, dress }: StartWish,
): Promise<ContainedWaf> => {
  const container = await startContainer(docker, {
    image,
    network,
    alias: undefined,
    role: server.folder,
    ports: [PORT, PROBE_PORT],
    environment: { MANUAL_MODE: '1', BACKEND: application, ...server.environment },
    // In memory, where changes are told at once: on the image's file system `tail` has to look again and again. Without the
    // sticky bit, with which a kernel may keep others than its owner from the log (fs.protected_regular).
    tmpFs: { '/var/log/wafrig': 'rw,mode=0777' },
    ...(dress === undefined ? {} : { dress }),
  })
  try {
    await until(
      () => askRunning(server, container, '/started'),
      READY_LIMIT_MS,
      `${server.name}'s first answer`,
      async () => [...(await container.lastLines()), ...(await logEnd(container))],
    )
    const tail = await followLog(docker.client.container.getById(container.id), LOG_FILE)
    return containedWaf(server, container, tail)
  } catch (error) {
    await container[Symbol.asyncDispose]()
    throw error
  }
}

const containedWaf = (server: ContainedServer, container: RunningContainer, tail: LogTail): ContainedWaf => {
  let active: string | undefined
  let clients: WafConfiguration['clients'] = 'as they come'
  // A container that is used again may know low numbers.
  let generation = randomInt(FIRST_GENERATION_LIMIT)
  let appliedAt = 0
  const uploaded = new Set<string>()

  const upload = async ({ files, digest }: WafConfiguration): Promise<string> => {
    const folder = `/opt/wafrig/configurations/${digest}`
    if (uploaded.has(digest)) return folder
    await container.copyIn(
      [...files].map(([path, octets]) => ({
        target: folder + path.slice(CONFIGURATION_FOLDER.length),
        content: Buffer.from(octets),
        mode: 0o644,
      })),
    )
    uploaded.add(digest)
    return folder
  }

  const apply = async (configuration: WafConfiguration): Promise<void> => {
    if (active === configuration.digest) return
    active = undefined
    clients = configuration.clients
    generation += 1
    const wanted = String(generation)
    const lua = configuration.luaSocket ? 'with-lua-socket' : 'without-lua-socket'
    const { exitCode, output } = await withLimit(
      upload(configuration).then(folder => container.exec(['/opt/wafrig/apply', folder, wanted, lua])),
      APPLY_LIMIT_MS,
      `${server.name}'s new configuration`,
      container.lastLines,
    )
    if (exitCode === REFUSED) throw refusal(server, output)
    if (exitCode !== 0)
      throw await failure(`${server.name} could not be configured (exit code ${exitCode})`, output.split('\n'))
    const from = tail.count()
    await until(
      async () => ((await askRunning(server, container, `/generation-${wanted}`)) === wanted ? true : undefined),
      READY_LIMIT_MS,
      `${server.name}'s answer with its new configuration`,
      () => tail.since(from).slice(-20).map(toText),
    )
    await proveRules(wanted, configuration)
    active = configuration.digest
    appliedAt = tail.count()
  }

  /** A request through rules and application, whose lines must come out of the log. */
  const proveRules = async (token: string, { mayBeSilent }: WafConfiguration): Promise<void> => {
    const from = tail.count()
    const probe = `GET /wafrig-probe HTTP/1.1\r\nHost: localhost\r\nX-Wafrig-Probe: ${token}\r\nConnection: close\r\n\r\n`
    const connection = await connect(undefined)
    void connection.write(Buffer.from(probe))
    const answer = await connection.read(Buffer.from(probe), LOG_LIMIT_MS).finally(connection.end)
    if (answer.response?.status !== 200) {
      throw await failure(
        `the application behind ${server.name} did not answer a probe: ${answer.response?.status ?? 'no answer'}`,
      )
    }
    await tail.line(from, line => accessLine(line) !== undefined, LOG_LIMIT_MS, "the probe's access line")
    if (mayBeSilent) return
    await tail.line(
      from,
      line => line.includes(`"wafrig probe ${token}"`),
      LOG_LIMIT_MS,
      "the probe's line in the error log",
    )
  }

  const connect: ContainedWaf['connect'] = async client => {
    const connection = await openRaw(container.host, container.port(PORT)).catch(lost)
    if (clients === 'told') await connection.write(proxyHeader(client, PORT))
    return connection
  }

  const exchange = async (request: Uint8Array): Promise<WafExchange> => {
    const connection = await connect(undefined)
    try {
      const [only] = await exchangeOver(connection, [{ octets: request, when: 'after the answer' }])
      return only ?? UNREAD
    } finally {
      connection.end()
    }
  }

  const exchangeOver: ContainedWaf['exchangeOver'] = async (connection, requests) => {
    const from = tail.count()
    const answers: RawAnswer[] = []
    const writing = writeAll(connection, requests)
    for (const { octets } of requests) {
      const { localPort: _, ...answer } = await connection.read(octets, RESPONSE_LIMIT_MS).catch(lost)
      answers.push(answer)
    }
    await writing
    const ends: (Ended | Death | undefined)[] = []
    let next = from
    for (const answer of answers) {
      const before = answers[ends.length - 1]
      const isUnread = isDead(ends.at(-1)) || (before !== undefined && endsConnection(before))
      const end = isUnread && answer.response === undefined ? undefined : await finished(next, answer)
      if (end !== undefined && 'access' in end) next = end.next
      ends.push(end)
    }
    if (!ends.some(isEnded)) {
      return answers.map((answer, index) => ({ ...UNREAD, ...answer, ...deathIn(ends[index], tail.since(next)) }))
    }
    await server.settle(tail, tail.count(), async path => void (await ask(container, path)))
    const lines = tail.since(from)
    return answers.map((answer, index) => {
      const end = ends[index]
      if (!isEnded(end)) return { ...UNREAD, ...answer, ...deathIn(end, lines.slice(next - from)) }
      const before = ends[index - 1]
      const first = isEnded(before) ? before.next - from : 0
      const last = index === ends.length - 1 ? lines.length : end.next - from
      return { ...answer, uniqueId: end.access.uniqueId, ...logOf(lines, end.access, first, last) }
    })
  }

  /** The connection did not last, or the answer did not come. */
  const lost = async (error: unknown): Promise<never> => {
    active = undefined
    throw await failure(messageOf(error))
  }

  /** What of lines belongs to a transaction: those that name it, and from `first` to before `last` those that name none. */
  const logOf = (lines: readonly ByteString[], access: AccessLine, first: number, last: number): WafLog => ({
    errorLog: lines.filter(
      (line, index) =>
        !line.startsWith('{') &&
        (/ \[unique_id "/.test(line) || (index >= first && index < last)) &&
        server.belongs(line, access),
    ),
    auditLog: lines.filter(line => line.startsWith(AUDIT_RECORD) && line.includes(`"${access.uniqueId}"`)),
  })

  /** All that a transaction logged, from a line on, once it is there. */
  const settled = async (from: number, access: AccessLine): Promise<WafLog> => {
    await server.settle(tail, tail.count(), async path => void (await ask(container, path)))
    const lines = tail.since(from)
    return logOf(lines, access, 0, lines.length)
  }

  const logged = async (uniqueId: string, limitMs: number): Promise<WafLog | undefined> => {
    const isEnd = (line: ByteString): boolean => accessLine(line)?.uniqueId === uniqueId
    try {
      const access = accessLine(await tail.line(appliedAt, isEnd, limitMs, `the access line of ${uniqueId}`))
      return access === undefined ? undefined : await settled(appliedAt, access)
    } catch (error) {
      if (!(error instanceof EnvironmentError) || !(await container.isRunning())) throw error
      return undefined
    }
  }

  /** The transaction's end, or how the web server's process died of the request, maybe after its response. */
  const finished = async (from: number, { response }: RawAnswer): Promise<Ended | Death | undefined> => {
    const named = response === undefined ? undefined : namedTransaction(response)
    const endOf = (line: ByteString): AccessLine | Death | undefined => {
      const access = accessLine(line)
      if (access !== undefined) return named === undefined || access.uniqueId === named ? access : undefined
      const died = DEATH.exec(line)?.[1]
      return died === undefined ? undefined : { died }
    }
    const isEnd = (line: ByteString): boolean => endOf(line) !== undefined
    const placed = (line: ByteString): Ended | Death | undefined => {
      const end = endOf(line)
      if (end === undefined || 'died' in end) return end
      return { access: end, next: from + tail.since(from).indexOf(line) + 1 }
    }
    if (response !== undefined) {
      return placed(await tail.line(from, isEnd, LOG_LIMIT_MS, `the access line of ${server.name}`))
    }
    try {
      return placed(await tail.line(from, isEnd, CRASH_LIMIT_MS, 'a line'))
    } catch (error) {
      if (!(await container.isRunning())) throw error
      return undefined
    }
  }

  /** The error to throw: with the container's last lines, and saying so if it is the container that ended. */
  const failure = async (message: string, said: readonly string[] = []): Promise<EnvironmentError> => {
    const lines = [...said, ...tail.since(tail.count() - 10).map(toText), ...(await container.lastLines())].filter(
      line => line !== '',
    )
    const ended = (await container.isRunning()) ? '' : `the ${server.name} container is not running; `
    return new EnvironmentError(ended + message, lines)
  }

  return {
    active: () => active,
    apply,
    exchange,
    exchangeOver,
    connect,
    logged,
    ended: () =>
      tail.since(appliedAt).flatMap(line => {
        const uniqueId = accessLine(line)?.uniqueId
        return uniqueId === undefined || uniqueId === '-' ? [] : [uniqueId]
      }),
    container,
    leave: () => tail.end(),
    [Symbol.asyncDispose]: async () => {
      tail.end()
      await container[Symbol.asyncDispose]()
    },
  }
}

type Death = { readonly died: string }

/** What httpd and nginx log of a child that a signal ended. */
const DEATH = /(?:exit signal|exited on signal) ([^,]*)/

/** The end of a transaction: its access line, and the number of the line behind that. */
type Ended = { readonly access: AccessLine; readonly next: number }

const isEnded = (end: Ended | Death | undefined): end is Ended => end !== undefined && 'access' in end

/** After it the connection has no more answers. */
/** No request behind this one is read: nothing came, or the server has said that it closes. */
export const endsConnection = ({ response }: Pick<RawAnswer, 'response'>): boolean =>
  response === undefined || equalsIgnoringCase(headerValue(response.headers, 'Connection') ?? '', 'close')

const isDead = (end: Ended | Death | undefined): boolean => end !== undefined && 'died' in end

/** How the process died, and what it wrote before: connections come one after the other, so that is this request's. */
const deathIn = (
  end: Ended | Death | undefined,
  lines: readonly ByteString[],
): Partial<Death & Pick<WafExchange, 'errorLog'>> =>
  end !== undefined && 'died' in end ? { ...end, errorLog: lines } : {}

/** What a request brings that the server does not read. */
export const UNREAD: WafExchange = { elapsedMs: 0, errorLog: [], auditLog: [] }

/** Writes requests one after the other, whatever is answered meanwhile. */
const writeAll = async (connection: WafConnection, requests: readonly Sent[]): Promise<void> => {
  for (const { octets, pieces } of requests) await connection.write(octets, pieces)
}

/** Bound of the number of a container's first configuration; each further one counts up by one. */
const FIRST_GENERATION_LIMIT = 1_000_000_000

/** Exit code of `apply` for a configuration that the engine refuses. */
const REFUSED = 10

const refusal = (server: ContainedServer, output: string): InputError =>
  new InputError([
    { code: 'ENGINE_REFUSES', message: `${server.name} does not take the configuration`, engineText: output.trim() },
  ])

/** The end of the log of a container that runs; one that has ended wrote it to its standard error (`keep-running`). */
const logEnd = async (container: RunningContainer): Promise<readonly string[]> => {
  if (!(await container.isRunning())) return []
  const { exitCode, output } = await container.exec(['tail', '-n', '20', LOG_FILE])
  return exitCode === 0 ? output.split('\n').filter(line => line !== '') : []
}

/** What the probe port answers, or undefined when it does not. Throws an EnvironmentError when the container has ended. */
const askRunning = async (
  server: ContainedServer,
  container: RunningContainer,
  path: string,
): Promise<string | undefined> => {
  const answer = await ask(container, path)
  if (answer !== undefined || (await container.isRunning())) return answer
  throw new EnvironmentError(`the ${server.name} container ended`, await container.lastLines())
}

/** What the probe port answers, or undefined when it does not. */
const ask = async (container: RunningContainer, path: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(`http://${container.host}:${container.port(PROBE_PORT)}${path}`, {
      signal: AbortSignal.timeout(LOG_LIMIT_MS),
      headers: { connection: 'close' },
    })
    return await answer.text()
  } catch {
    return undefined
  }
}
