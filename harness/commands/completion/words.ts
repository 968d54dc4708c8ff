import type { Command, Option } from 'commander'
import { BACKEND_NAMES } from '../../backends/find-backend.ts'
import { REPORTER_NAMES } from '../reporter-outputs.ts'

/** What may stand behind an option or a command. */
export type Values =
  | { readonly kind: 'none' }
  | { readonly kind: 'files' }
  | { readonly kind: 'any' }
  /** One of the words; of a list, words with a comma between them. */
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }

/** An option as a shell completes it. */
export type CompletedOption = {
  /** `--backend`, and `-b` where it has a short form. */
  readonly names: readonly string[]
  readonly does: string
  readonly values: Values
}

/** A command as a shell completes it. */
export type CompletedCommand = {
  /** `crs add`. */
  readonly name: string
  readonly does: string
  readonly options: readonly CompletedOption[]
  readonly commands: readonly CompletedCommand[]
  /** What its arguments are. */
  readonly values: Values
}

/** Options whose words are a list; commander knows those of which one is chosen. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  '--backend': BACKEND_NAMES,
  '--reporter': REPORTER_NAMES,
  '--mode': ['1', '2'],
  '--engine': ['On', 'DetectionOnly'],
}

/** What commander knows of a command and of those below it. */
export const completedCommand = (command: Command, above = ''): CompletedCommand => {
  const name = [above, command.name()].filter(part => part !== '').join(' ')
  const [argument] = command.registeredArguments
  return {
    name,
    does: firstSentence(command.description()),
    options: [...command.options.filter(({ hidden }) => !hidden).map(completedOption), HELP],
    commands: command.commands.map(one => completedCommand(one, name)),
    values:
      argument === undefined
        ? { kind: 'none' }
        : argument.argChoices === undefined
          ? { kind: 'files' }
          : { kind: 'words', words: argument.argChoices },
  }
}

const HELP: CompletedOption = { names: ['--help', '-h'], does: 'show help', values: { kind: 'none' } }

const completedOption = (option: Option): CompletedOption => ({
  names: [option.long, option.short].filter(name => name !== undefined && name !== null),
  does: firstSentence(option.description),
  values: valuesOf(option),
})

const valuesOf = ({ flags, long, argChoices }: Option): Values => {
  if (!/[<[]/.test(flags)) return { kind: 'none' }
  if (argChoices !== undefined) return { kind: 'words', words: argChoices }
  const words = LISTS[long ?? '']
  if (words !== undefined) return { kind: 'list', words }
  return /<[^>]*(?:file|folder)/.test(flags) ? { kind: 'files' } : { kind: 'any' }
}

/** What fits beside a name in a list. */
const firstSentence = (text: string): string => text.split(/[;:.] /, 1)[0]?.replace(/\.$/, '') ?? ''
