import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { didYouMean, PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import type { RuleSetDraft } from '../loading/draft.ts'
import type { Settings } from '../transaction/settings.ts'

/** What takes a value into the settings. */
export type Write<Value> = (settings: Settings, value: Value) => void

/** How a directive is named and, after `takes one argument, `, described by httpd. */
export type Described = readonly [name: string, description: string]

/** mod_security2's words for a value that it does not take. */
export type Refusal = (name: string, value: ByteString) => string

/** The refusal of most directives. */
const invalidValue: Refusal = (name, value) => `ModSecurity: Invalid value for ${name}: ${value}`
export const invalidSetting: Refusal = (name, value) => `ModSecurity: Invalid setting for ${name}: ${value}`
export const unrecognised: Refusal = (name, value) => `ModSecurity: Unrecognised parameter value for ${name}: ${value}`

/** A directive of one word. */
export const one = ([, description]: Described, load: (value: ByteString, draft: RuleSetDraft) => void): Directive => ({
  words: [1, 1],
  usage: `takes one argument, ${description}`,
  load: ([word], draft) => {
    if (word !== undefined) load(word.text, draft)
  },
})

/** Refuses a value. */
export const bad = (name: string, value: ByteString, wanted: string, refusal: Refusal): PartError =>
  new PartError('BAD_VALUE', `${name} takes ${wanted}, found "${value}"`, refusal(name, value))

/** One of several words without regard to case. */
export const word = <Word extends string>(
  described: Described,
  words: readonly Word[],
  write: Write<Word>,
  refusal: Refusal = invalidValue,
): Directive =>
  one(described, (value, { settings }) => {
    const found = words.find(known => equalsIgnoringCase(known, value))
    if (found === undefined) {
      const [name] = described
      throw new PartError(
        'BAD_VALUE',
        `${name} takes ${words.join(', ')}; found "${value}"${didYouMean(value, words)}`,
        refusal(name, value),
      )
    }
    write(settings, found)
  })

export const onOff = (described: Described, write: Write<boolean>, refusal: Refusal = invalidValue): Directive =>
  word(described, ['On', 'Off'], (settings, given) => write(settings, given === 'On'), refusal)

/** What C's `strtol` reads, where it fits a long and is in the range; what follows the digits is not looked at. */
export const number = (
  described: Described,
  [least, most]: readonly [least: number, most: number],
  write: Write<number>,
  refusal: Refusal = invalidValue,
): Directive =>
  one(described, (value, { settings }) => {
    const given = Number(/^[\t-\r ]*([+-]?[0-9]+)/.exec(value)?.[1] ?? 0)
    if (given < least || given > most || Math.abs(given) >= LONG_MOST) {
      const wanted = most >= LONG_MOST ? `a number from ${least} up` : `a number from ${least} to ${most}`
      throw bad(described[0], value, wanted, refusal)
    }
    write(settings, given)
  })

/** Beyond every limit. */
export const LONG_MOST = 2 ** 63

export const text = (described: Described, write: Write<ByteString>): Directive =>
  one(described, (value, { settings }) => write(settings, value))

/** Octal permissions, or `default`. */
export const permissions = (described: Described): Directive =>
  one(described, value => {
    if (equalsIgnoringCase(value, 'default')) return
    const mode = Number.parseInt(/^[0-7]+/.exec(value)?.[0] ?? '0', 8)
    if (mode <= 0 || mode > 0o7777) throw bad(described[0], value, 'octal permissions such as 0600', invalidValue)
  })
