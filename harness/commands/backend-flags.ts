import type { Command } from 'commander'
import type { BackendOptions } from '../backends/backend.ts'
import { BACKENDS, backendNamed, type ScorerInUse } from '../backends/find-backend.ts'
import type { ScorerWish } from '../backends/own-scorer/open-own-scorer.ts'
import type { Setup } from '../setup/setup.ts'
import type { OpenScorer, OwnScorer } from '../waf/scorer.ts'
import { PORT_LIMIT, webAddress, wholeNumber } from './command.ts'
import { imagesOf, mustServe } from './image-flag.ts'
import { mustBeOfUse, REMOTE_FLAGS, type RemoteFlags, remoteOptions } from './remote-flags.ts'
import { exclude, flagName, withoutEffect } from './without-effect.ts'

/** What a command line says of backends. */
export type BackendFlags = RemoteFlags & {
  readonly image?: string
  readonly scorerUrl?: string
  readonly scorerCommand?: string
  readonly scorerImage?: string
  readonly scorerPort?: number
}

type FlagName = keyof BackendFlags

type Flag = {
  readonly flag: string
  readonly text: string
  readonly read?: (text: string) => string | number
  /** It is about what a plugin asks. */
  readonly about?: 'scorer'
}

/** The options that backends read, by the names that their records have for them. */
export const FLAGS = {
  image: {
    flag: '--image <names>',
    text: 'the image to build on, an official one or one of containers/base/make-bases; for both: apache=…,nginx=…',
  },
  scorerUrl: {
    flag: '--scorer-url <url>',
    text: 'a scoring server of your own that runs already, as it is reached from here',
    read: webAddress,
    about: 'scorer',
  },
  scorerCommand: {
    flag: '--scorer-command <command>',
    text: 'a scoring server of your own, started for the time of the run; {port} is a free port',
    about: 'scorer',
  },
  scorerImage: {
    flag: '--scorer-image <name>',
    text: 'a scoring server of your own, as an image; needs Docker',
    about: 'scorer',
  },
  scorerPort: {
    flag: '--scorer-port <number>',
    text: 'the port that this image, or a command without {port}, listens on (5000)',
    read: wholeNumber(1, PORT_LIMIT),
    about: 'scorer',
  },
  ...REMOTE_FLAGS,
} as const satisfies Readonly<Record<FlagName, Flag>>

const SCORER_PORT = 5000
/** What stands in a command for a free port. */
const PORT = '{port}'

/** Adds the options that say how backends are had, each with the names of those that read it. */
export const backendFlags = (made: Command, wanted: 'all' | 'all but those of scorers' = 'all'): Command => {
  for (const [option, { flag, text, read, about }] of Object.entries<Flag>(FLAGS)) {
    if (about === 'scorer' && wanted !== 'all') continue
    const said = `${readersOf(option).join(', ')}: ${text}`
    if (read === undefined) made.option(flag, said)
    else made.option(flag, said, read)
  }
  return made
}

/** Names of the backends that read an option. */
export const readersOf = (option: string): readonly string[] =>
  BACKENDS.filter(({ options }) => options.includes(option)).map(({ name }) => name)

const givenOf = (flags: BackendFlags): readonly (readonly [name: string, value: unknown])[] => {
  const given = new Map<string, unknown>(Object.entries(flags))
  return Object.keys(FLAGS).flatMap(name => {
    const value = given.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
}

/** The options as words of a command line, to repeat them. */
export const repeatedFlags = (flags: BackendFlags): readonly string[] =>
  givenOf(flags).flatMap(([name, value]) => (value === true ? [flagName(name)] : [flagName(name), String(value)]))

/** What is known of a run before anything of it is started. */
export type InUse = {
  /** Names of the backends that its tests run on. */
  readonly backends: readonly string[]
  /** Whether a plugin is loaded anywhere, so that somebody asks a scoring server. */
  readonly plugin: 'loaded' | 'none'
}

/** Throws an InputError that names each option that nothing in use reads, and what would. */
export const mustBeRead = (flags: BackendFlags, { backends, plugin }: InUse): void => {
  const given = givenOf(flags)
  const unread = given.filter(([name]) => !backends.some(backend => backendNamed(backend)?.options.includes(name)))
  if (unread.length > 0) {
    const used = backends.length === 0 ? 'what runs on no backend' : backends.join(' and ')
    throw withoutEffect(
      unread.map(([name]) => `${flagName(name)} has no effect on ${used}: it is for ${readersOf(name).join(', ')}`),
    )
  }
  mustBeOfUse(flags)
  const servers = readersOf('image')
  if (flags.image !== undefined) {
    mustServe(
      flags.image,
      servers,
      servers.filter(server => backends.includes(server)),
    )
  }
  if (flags.scorerCommand?.includes(PORT) === true && backends.every(isElsewhere)) {
    throw withoutEffect([
      `--scorer-command has no effect on ${backends.join(' and ')} with ${PORT} in it: the plugin there asks the port that it was told; write that into the command, and say it with --scorer-port`,
    ])
  }
  const all: Readonly<Record<string, Flag>> = FLAGS
  const unasked = given.filter(([name]) => all[name]?.about === 'scorer')
  if (plugin === 'loaded' || unasked.length === 0) return
  throw withoutEffect(
    unasked.map(([name]) => `${flagName(name)} has no effect: no plugin is loaded, so nobody asks a scoring server`),
  )
}

const isElsewhere = (backend: string): boolean => backendNamed(backend)?.runs.in === 'elsewhere'

/** Which scoring server is asked, by the command line. */
export const scorerOf = ({ scorerUrl, scorerCommand, scorerImage, scorerControl }: BackendFlags): ScorerInUse => ({
  whose: (scorerUrl ?? scorerCommand ?? scorerImage) === undefined ? 'ours' : 'own',
  remote: scorerControl === undefined ? 'not controlled' : 'controlled',
})

/** The scoring server of the user's own that a command line asks for. Throws an InputError for options that exclude each other. */
export const scorerWish = (folder: string, flags: BackendFlags): ScorerWish | undefined => {
  const { scorerUrl, scorerCommand, scorerImage, scorerPort } = flags
  exclude(flags, 'scorerUrl', 'scorerCommand')
  exclude(flags, 'scorerUrl', 'scorerImage')
  exclude(flags, 'scorerCommand', 'scorerImage')
  if (scorerPort !== undefined && scorerImage === undefined && scorerCommand?.includes(PORT) !== false) {
    throw withoutEffect([
      '--scorer-port has no effect without --scorer-image, or --scorer-command with a command that does not say {port}',
    ])
  }
  const port = scorerPort ?? SCORER_PORT
  if (scorerUrl !== undefined) return { url: scorerUrl }
  if (scorerCommand !== undefined) return { command: scorerCommand, folder, port }
  return scorerImage === undefined ? undefined : { image: scorerImage, port }
}

/** The scoring server of the user's own, up; undefined where none is asked for. Throws an EnvironmentError when it does not answer. */
export const openScorer = async (folder: string, flags: BackendFlags): Promise<OpenScorer | undefined> => {
  const wish = scorerWish(folder, flags)
  if (wish === undefined) return undefined
  // Loaded now, since the help of no command needs it.
  const { openOwnScorer } = await import('../backends/own-scorer/open-own-scorer.ts')
  return openOwnScorer(wish)
}

/** What a command line says that holds for the remote WAF of a run. */
export type RemoteSetup = {
  /** The modes of the plugin's detection that are asked for. */
  readonly mode?: readonly string[] | undefined
  /** What the run was given for all of its backends. */
  readonly own?: Pick<Setup, 'ruleFolder' | 'plugin'>
}

/** The options of backends that a command line means; `scorer` is the user's own. Throws an InputError for those that exclude each other. */
export const backendOptions = (
  folder: string,
  flags: BackendFlags,
  scorer: OwnScorer | undefined,
  { mode, own }: RemoteSetup = {},
): BackendOptions => {
  const [onlyMode, ...more] = mode ?? []
  const remote = remoteOptions(
    folder,
    flags,
    onlyMode === undefined || more.length > 0 ? undefined : Number(onlyMode),
    own,
  )
  const { image } = flags
  return {
    ...(scorer === undefined ? {} : { scorer: { url: scorer.url } }),
    containers: image === undefined ? {} : { bases: imagesOf(image, readersOf('image')) },
    ...(remote === undefined ? {} : { remote }),
  }
}
