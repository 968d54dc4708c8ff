import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type Diagnostic, InputError } from '../../src/errors.ts'
import type { Style } from '../reporters/style.ts'
import type { StatusLine } from './status-line.ts'

/** 0 passed, 1 a test failed, 2 bad input, 3 the surroundings are wrong. */
export type ExitCode = 0 | 1 | 2 | 3

/** All that a command may know of the process it runs in. */
export type Surroundings = {
  /** Where the command was given; relative paths start there. */
  readonly folder: string
  /** The user's home folder. */
  readonly home: string
  /** The user's cache directory for wafrig. */
  readonly cache: string
  /** Aborts at SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal
  /** Does what SIGINT does. */
  readonly interrupt: () => void
  /** Where somebody types, if anybody does. */
  readonly keyboard: NodeJS.ReadStream | undefined
  /** Of what is said, and of what is complained. */
  readonly style: Style
  readonly complaintStyle: Style
  /** Where it is told how far something is. */
  readonly status: StatusLine
  /** Milliseconds since any moment. */
  readonly now: () => number
  /** The repository's folder where GitHub Actions runs this, which reads annotations from the output. */
  readonly workspace: string | undefined
  /** Writes a text and a newline to the standard output. */
  readonly say: (text: string) => void
  /** Writes a text and a newline to the standard error. */
  readonly complain: (text: string) => void
}

/** Makes a command; its action calls `end` with the exit code when that is not 0. */
export type MakeCommand = (surroundings: Surroundings, end: (code: ExitCode) => void) => Command

/** A command with its examples under its help text. */
export const command = (name: string, description: string, examples: readonly string[]): Command =>
  new Command(name)
    .description(description)
    .showHelpAfterError('(the option --help shows what there is)')
    .exitOverride()
    .addHelpText('after', `\nExamples:\n${examples.map(example => `  $ ${example}`).join('\n')}`)

/**
 * The `wafrig` command with its subcommands, run on arguments. Commander's own refusals (an unknown option) become
 * InputErrors; help and version end it without one.
 */
export const runCommands = async (
  commands: readonly Command[],
  version: string,
  args: readonly string[],
): Promise<void> => {
  const program = command('wafrig', 'A test rig for ModSecurity rules and the plugins that run inside them.', [
    'wafrig demo',
    'wafrig run',
    'wafrig run scenarios/path-traversal.yaml --mode 2',
    'wafrig crs add debian && wafrig run --crs debian',
    'wafrig check scenarios',
  ])
    .version(version)
    .configureOutput({ writeErr: () => {} })
    .addHelpText('after', '\nExit codes: 0 passed, 1 a test failed, 2 bad input, 3 the surroundings are wrong.')
  for (const one of commands) program.addCommand(quiet(one))
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    if (error.code === 'commander.help') throw new InputError([noCommand(program, args)])
    throw new InputError([{ code: 'BAD_COMMAND', message: error.message.replace(/^error: /, '').replace('\n', ' ') }])
  }
}

/** Refusals are told by whoever catches the error, once. */
const quiet = (one: Command): Command => {
  one.configureOutput({ writeErr: () => {} })
  for (const inner of one.commands) quiet(inner)
  return one
}

const noCommand = (program: Command, args: readonly string[]): Diagnostic => {
  const around = program.commands.find(one => one.name() === args[0]) ?? program
  const names = around.commands.map(one => one.name()).join(', ')
  const name = around === program ? 'wafrig' : `wafrig ${around.name()}`
  return { code: 'NO_COMMAND', message: `no command after ${name}; there are ${names}, and ${name} --help` }
}

/** A number of things, e.g. `1 file`, `2 files`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

/** Reads an option that is a list of words, by comma or by repeating the option. */
export const wordList = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...text.split(',').filter(word => word !== ''),
]

/** Reads an option that is a whole number, at least `least` and at most `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`
    throw new InvalidArgumentError(`wanted a whole number, at least ${least}${limit}`)
  }

/** The largest number of a port. */
export const PORT_LIMIT = 65_535

/** Reads an option that is a number, at least `least` and at most `most`. */
export const decimal =
  (least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most) return value
    const limits = Number.isFinite(least) ? ` from ${least} to ${most}` : ''
    throw new InvalidArgumentError(`wanted a number${limits}`)
  }

/** Reads an option that is the address of something that speaks HTTP. */
export const webAddress = (text: string): string => {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError('wanted an address like http://127.0.0.1:8080')
}
