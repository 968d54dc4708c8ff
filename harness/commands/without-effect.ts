import { InputError } from '../../src/errors.ts'

/** An option as it is written, by its name in a command's options. */
export const flagName = (name: string): string => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** The error of options that would change nothing: a run that ignores what it was told is not the run that was asked for. */
export const withoutEffect = (messages: readonly string[]): InputError =>
  new InputError(messages.map(message => ({ code: 'OPTION_WITHOUT_EFFECT', message })))

/** Throws an InputError where both options are given. */
export const exclude = <Options extends object>(
  options: Options,
  one: keyof Options & string,
  other: keyof Options & string,
): void => {
  if (options[one] === undefined || options[other] === undefined) return
  throw new InputError([{ code: 'BAD_COMMAND', message: `${flagName(one)} and ${flagName(other)} exclude each other` }])
}
