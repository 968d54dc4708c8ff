import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { InputError } from '../../src/errors.ts'
import type { RemoteOptions } from '../backends/remote/start-remote.ts'
import type { FtwConfig } from '../scenario/ftw/ftw-config.ts'
import type { Setup } from '../setup/setup.ts'
import { waitForUrl } from '../waf/wait-for-url.ts'
import { type Surroundings, webAddress } from './command.ts'
import { duration, durationMs } from './duration.ts'
import { exclude, withoutEffect } from './without-effect.ts'

/** What a command line says of a WAF that runs already. */
export type RemoteFlags = {
  readonly url?: string
  readonly logFile?: string
  readonly logCommand?: string
  readonly scorerControl?: string
  readonly assumeSetup?: boolean
  readonly proxyProtocol?: boolean
  readonly skipTlsVerification?: boolean
  readonly connectTimeout?: string
  readonly readTimeout?: string
  readonly rateLimit?: string
  readonly waitForUrl?: string
  readonly waitForInterval?: string
  readonly waitForTimeout?: string
}

/** The options, by the names that backends have for them; the times are go-ftw's, and written as there. */
export const REMOTE_FLAGS = {
  url: { flag: '--url <url>', text: 'the address of a WAF that runs already' },
  logFile: { flag: '--log-file <file>', text: 'its error log' },
  logCommand: { flag: '--log-command <command>', text: 'a command that prints its error log' },
  scorerControl: {
    flag: '--scorer-control <url>',
    text: 'the `wafrig serve-scorer --control` that its plugin asks',
    read: webAddress,
    about: 'scorer',
  },
  proxyProtocol: {
    flag: '--proxy-protocol',
    text: 'its port takes the PROXY protocol, by which tests say who their client is',
  },
  assumeSetup: { flag: '--assume-setup', text: 'take it to be set up as each scenario wants' },
  skipTlsVerification: { flag: '--skip-tls-verification', text: 'take any certificate, one that it signed itself too' },
  connectTimeout: { flag: '--connect-timeout <time>', text: 'how long a connection may take (5s)', read: duration },
  readTimeout: { flag: '--read-timeout <time>', text: 'how long a response may take (130s)', read: duration },
  rateLimit: { flag: '--rate-limit <time>', text: 'at most one request in that time, e.g. 100ms', read: duration },
  waitForUrl: {
    flag: '--wait-for-url <url>',
    text: 'wait until this answers before anything is sent',
    read: webAddress,
  },
  waitForInterval: { flag: '--wait-for-interval <time>', text: 'the time between two tries (1s)', read: duration },
  waitForTimeout: { flag: '--wait-for-timeout <time>', text: 'when to give up (10s); 0: never', read: duration },
} as const

const INTERVAL = '1s'
const WAIT_LIMIT = '10s'

/** The flags with what go-ftw's configuration says of the WAF, where they leave it open. */
export const withFtwConfig = <Flags extends RemoteFlags>(flags: Flags, config: FtwConfig): Flags => {
  const { url = config.url, logFile = config.logFile } = flags
  return {
    ...flags,
    ...(url === undefined ? {} : { url }),
    ...(logFile === undefined || flags.logCommand !== undefined ? {} : { logFile }),
    ...(config.skipsVerification && isSecure(url) ? { skipTlsVerification: true } : {}),
  }
}

/** Throws an InputError for options that would change nothing of what the others say. */
export const mustBeOfUse = (flags: RemoteFlags): void => {
  const { url, skipTlsVerification, waitForUrl: awaited } = flags
  const idle = (['waitForInterval', 'waitForTimeout'] as const).filter(name => flags[name] !== undefined)
  if (awaited === undefined && idle.length > 0) {
    throw withoutEffect(
      idle.map(name => `${REMOTE_FLAGS[name].flag.split(' ')[0]} has no effect without --wait-for-url`),
    )
  }
  const addresses = [url, awaited].flatMap(address => address ?? [])
  if (skipTlsVerification === true && !addresses.some(isSecure)) {
    throw withoutEffect(['--skip-tls-verification has no effect: no address begins with https:'])
  }
}

const isSecure = (address: string | undefined): boolean => /^https:/i.test(address ?? '')

/** What a command line says of the remote WAF, beside its address. */
export const remoteOptions = (
  folder: string,
  flags: RemoteFlags,
  mode: number | undefined,
  own: Pick<Setup, 'ruleFolder' | 'plugin'> | undefined,
): RemoteOptions | undefined => {
  exclude(flags, 'logFile', 'logCommand')
  const { url, logFile, logCommand, scorerControl, assumeSetup, proxyProtocol, skipTlsVerification } = flags
  if (url === undefined) return undefined
  const { connectTimeout, readTimeout, rateLimit } = flags
  return {
    url,
    ...(logFile === undefined ? {} : { log: { file: resolve(folder, logFile) } }),
    ...(logCommand === undefined ? {} : { log: { command: logCommand } }),
    ...(scorerControl === undefined ? {} : { scorerControl: scorerControl.replace(/\/$/, '') }),
    ...(mode === undefined ? {} : { mode }),
    ...(own === undefined ? {} : { own }),
    assumeSetup: assumeSetup === true,
    ...(proxyProtocol === true ? { proxyProtocol } : {}),
    ...(skipTlsVerification === true ? { skipsVerification: true } : {}),
    ...(connectTimeout === undefined ? {} : { connectLimitMs: positive('--connect-timeout', connectTimeout) }),
    ...(readTimeout === undefined ? {} : { readLimitMs: positive('--read-timeout', readTimeout) }),
    ...(rateLimit === undefined ? {} : { everyMs: durationMs(rateLimit) }),
  }
}

const positive = (option: string, text: string): number => {
  const ms = durationMs(text)
  if (ms > 0) return ms
  throw new InputError([{ code: 'BAD_COMMAND', message: `${option} ${text}: wanted a time above 0` }])
}

/** Waits for the WAF where the command line says so. Throws an EnvironmentError when it does not answer in time. */
export const awaitRemote = async ({ status, now, interrupted }: Surroundings, flags: RemoteFlags): Promise<void> => {
  const { waitForUrl: url, waitForInterval = INTERVAL, waitForTimeout = WAIT_LIMIT, skipTlsVerification } = flags
  if (url === undefined) return
  status.show(() => `waiting for ${url}`)
  try {
    const limits = { intervalMs: durationMs(waitForInterval), limitMs: durationMs(waitForTimeout) }
    const awaited = { url, ...limits, skipsVerification: skipTlsVerification === true }
    await waitForUrl(awaited, { now, pause: ms => pause(ms) }, interrupted)
  } finally {
    status.end()
  }
}
