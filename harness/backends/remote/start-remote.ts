import { setTimeout as pause } from 'node:timers/promises'
import type { ByteString } from '../../../src/bytes.ts'
import { fromOctets } from '../../../src/bytes.ts'
import { InputError } from '../../../src/errors.ts'
import { takeScores } from '../../setup/scores.ts'
import { settingLines } from '../../setup/settings.ts'
import type { Setup, StartWaf } from '../../setup/setup.ts'
import { clientPort, parseErrorLogLine } from '../../waf/log-line.ts'
import { newPace } from '../../waf/pace.ts'
import { proxyHeader } from '../../waf/proxy-header.ts'
import { openRaw, type RawAnswer, type RawConnection } from '../../waf/raw-client.ts'
import { scorerClient } from '../../waf/scorer-client.ts'
import { NO_REMOTE_SCORER } from '../../waf/scorer-reasons.ts'
import { groups, mustWaitLittle, passTime } from '../../waf/sent-groups.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Client, Exchange, Sent } from '../../waf/waf.ts'
import { type LogMark, type LogSource, remoteLog } from './remote-log.ts'

/** A WAF that already runs. */
export type RemoteOptions = {
  /** Its address: `http://host:port`, or https. */
  readonly url: string
  /** Where it logs, if that can be had. */
  readonly log?: LogSource
  /** The control API of the scoring server that its plugin asks (`wafrig serve-scorer --control`). */
  readonly scorerControl?: string
  /** The plugin's mode there, where the user says so. */
  readonly mode?: number
  /** Rule set and plugin that the run was given: the user says that these are there. */
  readonly own?: Pick<Setup, 'ruleFolder' | 'plugin'>
  /** True: its port takes the PROXY protocol, by which it is told who its client is. */
  readonly proxyProtocol?: boolean
  /** True: whose certificate it has does not matter. */
  readonly skipsVerification?: boolean
  /** Longest times, for a connection and for a response, and least time between two requests. */
  readonly connectLimitMs?: number
  readonly readLimitMs?: number
  readonly everyMs?: number
  /** True: whatever a scenario sets is taken to be so there. */
  readonly assumeSetup: boolean
}

const RESPONSE_LIMIT_MS = 130_000
const NO_LOG = 'the log of the remote WAF is not known: --log-file or --log-command'
const NO_CLIENT =
  'says who its client is, and the remote WAF takes for that who connects; if its port takes the PROXY protocol, say --proxy-protocol'
const NO_PIPELINE = 'sends requests together, and which lines are whose is not seen in the log of a remote WAF'
const HTTP_PORT = 80
const HTTPS_PORT = 443
const NO_SCORES = 'the remote WAF does not tell its scores'

/**
 * Any WAF that already runs. It is taken as it is: a setup that asks for something else is Unavailable. What cannot be
 * seen of it is `unknown` in each exchange. Requests go one after the other.
 */
export const startRemote =
  (options: RemoteOptions | undefined): StartWaf =>
  async setup => {
    if (options === undefined) {
      throw new InputError([{ code: 'NO_URL', message: 'the backend remote needs --url http://host:port' }])
    }
    const { hostname, port: portText, protocol } = addressOf(options.url)
    const host = hostname.replace(/^\[|\]$/g, '')
    const isSecure = protocol === 'https:'
    const port = Number(portText || (isSecure ? HTTPS_PORT : HTTP_PORT))
    const { connectLimitMs, readLimitMs = RESPONSE_LIMIT_MS, everyMs = 0, skipsVerification } = options
    const inPace = newPace(
      everyMs,
      () => performance.now(),
      ms => pause(ms),
    )
    refuse(options, setup)
    const log = options.log === undefined ? undefined : remoteLog(options.log)
    const scorer = options.scorerControl === undefined ? undefined : await scorerClient(options.scorerControl)
    const seen = async (octets: Uint8Array, mark: LogMark | undefined, answer: RawAnswer): Promise<Exchange> => {
      const { localPort, ...rest } = answer
      const lines = mark === undefined || log === undefined ? [] : await log.since(mark)
      const own = takeScores(ownLines(lines, octets, localPort).flatMap(line => parseErrorLogLine(line) ?? []))
      const isScored = own.scores.inbound !== undefined
      return {
        ...rest,
        ...own,
        scored: (await scorer?.newQuestions()) ?? [],
        unknown: {
          ...(log === undefined ? { log: NO_LOG } : {}),
          ...(scorer === undefined ? { scored: NO_REMOTE_SCORER } : {}),
          ...(isScored ? {} : { scores: NO_SCORES }),
        },
      }
    }
    const sendOne = async (connection: RawConnection, request: Sent, client: Client | undefined): Promise<Exchange> => {
      const { octets, pieces, scorer: script } = request
      await scorer?.setScript(script)
      const mark = await log?.mark()
      await inPace()
      const writing = connection.write(octets, pieces)
      const { localPort, ...answer } = await connection.read(octets, readLimitMs)
      await writing
      const seenPort = client?.port ?? localPort
      return seen(octets, mark, { ...answer, ...(seenPort === undefined ? {} : { localPort: seenPort }) })
    }
    const sendAll = async (requests: readonly Sent[]): Promise<readonly Exchange[]> => {
      mustBePossible(requests, options)
      const { client } = requests[0] ?? {}
      await passTime(requests)
      const connection = await openRaw(host, port, {
        ...(connectLimitMs === undefined ? {} : { limitMs: connectLimitMs }),
        ...(options.proxyProtocol === true ? { before: proxyHeader(client, port) } : {}),
        ...(isSecure ? { tls: skipsVerification === true ? 'not verified' : 'verified' } : {}),
      })
      try {
        const exchanges: Exchange[] = []
        for (const [index, request] of requests.entries()) {
          if (index > 0) await passTime([request])
          exchanges.push(await sendOne(connection, request, client))
        }
        return exchanges
      } finally {
        connection.end()
      }
    }
    let turn: Promise<unknown> = Promise.resolve()
    const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
      const mine = turn.then(work)
      turn = mine.catch(() => undefined)
      return mine
    }
    return {
      send: (octets, { scorer: script } = {}) =>
        inTurn(async () => {
          const [only] = await sendAll([{ octets, when: 'after the answer', ...(script && { scorer: script }) }])
          if (only === undefined) throw new Error('a request brings an exchange')
          return only
        }),
      sendAll: requests => inTurn(() => sendAll(requests)),
      [Symbol.asyncDispose]: async () => {},
    }
  }

/** Throws Unavailable for what a WAF that runs already cannot be sent. */
const mustBePossible = (requests: readonly Sent[], { proxyProtocol, scorerControl }: RemoteOptions): void => {
  mustWaitLittle(requests)
  if (scorerControl === undefined && requests.some(({ scorer }) => scorer !== undefined)) {
    throw new Unavailable(`verdicts cannot be set: ${NO_REMOTE_SCORER}`)
  }
  if (proxyProtocol !== true && requests[0]?.client !== undefined) throw new Unavailable(NO_CLIENT)
  if (groups(requests).length < requests.length) throw new Unavailable(NO_PIPELINE)
}

const addressOf = (text: string): URL => {
  if (URL.canParse(text)) {
    const url = new URL(text)
    if (['http:', 'https:'].includes(url.protocol)) return url
  }
  throw new InputError([{ code: 'BAD_URL', message: `wanted an address like http://127.0.0.1:8080, not ${text}` }])
}

/** The WAF's own setup is the one in which nothing is set but the mode that the user says it has. */
const refuse = ({ assumeSetup, mode, own: had }: RemoteOptions, setup: Setup): void => {
  const { settings, afterwards, files = {}, engine, luaSocket, ruleFolder, plugin, scripts } = setup
  if (assumeSetup) return
  const own = mode === undefined ? [] : settingLines({ mode: mode === 1 ? 1 : 2 })
  const isOwn = settings.length === 0 || settings.join('\n') === own.join('\n')
  const wanted = [
    ...(isOwn ? [] : ['settings']),
    ...(had === undefined || had.ruleFolder === ruleFolder ? [] : ['a rule set']),
    ...(had === undefined || had.plugin === plugin ? [] : [plugin === undefined ? 'no plugin' : 'a plugin']),
    ...(afterwards.length === 0 ? [] : ['rules']),
    ...(Object.keys(files).length === 0 ? [] : ['files']),
    ...(engine === 'On' ? [] : [`engine ${engine}`]),
    ...(luaSocket ? [] : ['no lua-socket']),
    ...(scripts === undefined ? [] : ['what scripts may reach']),
  ]
  if (wanted.length > 0) {
    throw new Unavailable(
      `the remote WAF cannot be configured, and this asks for ${wanted.join(', ')}; if it is set up so, say --assume-setup${isOwn ? '' : ' or name its --mode'}`,
    )
  }
}

/**
 * The lines of one request: those of the transaction that names our port (Apache), else of the one whose `request` is
 * ours (nginx), else of the only one there is.
 */
export const ownLines = (
  lines: readonly ByteString[],
  request: Uint8Array,
  localPort: number | undefined,
): readonly ByteString[] => {
  const uniqueId = (line: ByteString): string | undefined => / \[unique_id "([^"]*)"\]/.exec(line)?.[1]
  const ids = new Set(lines.flatMap(line => uniqueId(line) ?? []))
  const firstLine = fromOctets(request).split('\r\n', 1)[0] ?? ''
  const mine =
    lines.find(line => localPort !== undefined && clientPort(line) === localPort) ??
    lines.find(line => line.includes(`, request: "${firstLine}"`)) ??
    (ids.size === 1 ? lines.find(line => uniqueId(line) !== undefined) : undefined)
  const id = mine === undefined ? undefined : uniqueId(mine)
  return id === undefined ? [] : lines.filter(line => uniqueId(line) === id)
}
