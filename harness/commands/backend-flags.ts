import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../../src/errors.ts'
import type { BackendOptions } from '../backends/index.ts'
import type { Setup } from '../backends/waf.ts'
import { wholeNumber } from './command.ts'

/** What a command line says of backends. */
export type BackendFlags = {
  readonly image?: string
  readonly scorerImage?: string
  readonly scorerPort?: number
  readonly scorerUrl?: string
  readonly url?: string
  readonly logFile?: string
  readonly logCommand?: string
  readonly scorerControl?: string
  readonly assumeSetup?: boolean
  readonly mode?: readonly string[]
}

/** Adds the options that say how backends are had. */
export const backendFlags = (made: Command): Command =>
  made
    .option(
      '--image <name>',
      'apache, nginx: the image to build on, an official one or one of containers/base/make-bases',
    )
    .option('--scorer-image <name>', 'apache, nginx: a scoring server of your own, as an image')
    .option('--scorer-port <number>', 'the port that it listens on', wholeNumber(1))
    .option('--scorer-url <url>', 'apache, nginx: a scoring server of your own that runs already')
    .option('--url <url>', 'remote: the address of a WAF that runs already')
    .option('--log-file <file>', 'remote: its error log')
    .option('--log-command <command>', 'remote: a command that prints its error log')
    .option('--scorer-control <url>', 'remote: the `wafrig serve-scorer --control` that its plugin asks')
    .option('--assume-setup', 'remote: take it to be set up as each scenario wants')

/** The options as words of a command line, to repeat them. */
export const repeatedFlags = (flags: BackendFlags): readonly string[] =>
  REPEATED.flatMap(name => {
    const value = flags[name]
    return value === undefined ? [] : value === true ? [flagName(name)] : [flagName(name), String(value)]
  })

const REPEATED = [
  ...(['image', 'scorerImage', 'scorerPort', 'scorerUrl', 'url', 'logFile', 'logCommand'] as const),
  ...(['scorerControl', 'assumeSetup'] as const),
]

/** The options of backends that a command line means; `own` is what the run was given for all of them. Throws an InputError for those that exclude each other. */
export const backendOptions = (
  folder: string,
  flags: BackendFlags,
  own?: Pick<Setup, 'ruleSet' | 'plugin'>,
): BackendOptions => {
  exclude(flags, 'scorerImage', 'scorerUrl')
  exclude(flags, 'logFile', 'logCommand')
  const { image, scorerImage, scorerPort, scorerUrl, url, logFile, logCommand, scorerControl, assumeSetup, mode } =
    flags
  const scorer =
    scorerUrl !== undefined
      ? { scorer: { url: scorerUrl } }
      : scorerImage !== undefined
        ? { scorer: { image: scorerImage, port: scorerPort ?? 5000 } }
        : {}
  const log =
    logFile !== undefined
      ? { log: { file: resolve(folder, logFile) } }
      : logCommand !== undefined
        ? { log: { command: logCommand } }
        : {}
  const [onlyMode, ...more] = mode ?? []
  return {
    containers: { ...(image === undefined ? {} : { base: image }), ...scorer },
    ...(url === undefined
      ? {}
      : {
          remote: {
            url,
            ...log,
            ...(scorerControl === undefined ? {} : { scorerControl: scorerControl.replace(/\/$/, '') }),
            ...(onlyMode === undefined || more.length > 0 ? {} : { mode: Number(onlyMode) }),
            ...(own === undefined ? {} : { own }),
            assumeSetup: assumeSetup === true,
          },
        }),
  }
}

const exclude = (flags: BackendFlags, one: keyof BackendFlags, other: keyof BackendFlags): void => {
  if (flags[one] === undefined || flags[other] === undefined) return
  throw new InputError([{ code: 'BAD_COMMAND', message: `${flagName(one)} and ${flagName(other)} exclude each other` }])
}

const flagName = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
