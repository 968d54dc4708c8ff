import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../../src/errors.ts'
import type { BackendOptions } from '../backends/backend.ts'
import { BACKENDS } from '../backends/find-backend.ts'
import type { Setup } from '../setup/setup.ts'
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

type Flag = { readonly flag: string; readonly text: string; readonly read?: (text: string) => number }

/** The options that backends read, by the names that their records have for them. */
export const FLAGS = {
  image: {
    flag: '--image <name>',
    text: 'the image to build on, an official one or one of containers/base/make-bases',
  },
  scorerImage: { flag: '--scorer-image <name>', text: 'a scoring server of your own, as an image' },
  scorerPort: { flag: '--scorer-port <number>', text: 'the port that it listens on', read: wholeNumber(1) },
  scorerUrl: { flag: '--scorer-url <url>', text: 'a scoring server of your own that runs already' },
  url: { flag: '--url <url>', text: 'the address of a WAF that runs already' },
  logFile: { flag: '--log-file <file>', text: 'its error log' },
  logCommand: { flag: '--log-command <command>', text: 'a command that prints its error log' },
  scorerControl: {
    flag: '--scorer-control <url>',
    text: 'the `wafrig serve-scorer --control` that its plugin asks',
  },
  assumeSetup: { flag: '--assume-setup', text: 'take it to be set up as each scenario wants' },
} as const satisfies Readonly<Partial<Record<keyof BackendFlags, Flag>>>

/** Adds the options that say how backends are had, each with the names of those that read it. */
export const backendFlags = (made: Command): Command => {
  for (const [option, { flag, text, read }] of Object.entries<Flag>(FLAGS)) {
    const readers = BACKENDS.filter(({ options }) => options.includes(option)).map(({ name }) => name)
    const said = `${readers.join(', ')}: ${text}`
    if (read === undefined) made.option(flag, said)
    else made.option(flag, said, read)
  }
  return made
}

/** The options as words of a command line, to repeat them. */
export const repeatedFlags = (flags: BackendFlags): readonly string[] => {
  const given = new Map<string, unknown>(Object.entries(flags))
  return Object.keys(FLAGS).flatMap(name => {
    const value = given.get(name)
    return value === undefined ? [] : value === true ? [flagName(name)] : [flagName(name), String(value)]
  })
}

/** The options of backends that a command line means; `own` is what the run was given for all of them. Throws an InputError for those that exclude each other. */
export const backendOptions = (
  folder: string,
  flags: BackendFlags,
  own?: Pick<Setup, 'ruleFolder' | 'plugin'>,
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
