import type { ErrorCode } from '../../src/error-codes.ts'
import { didYouMean, InputError } from '../../src/errors.ts'

/** What `--plugin` takes, for people. */
export const PLUGIN_WORDS =
  "the plugin's folder; none: no plugin; shipped: the one that comes with wafrig; else that of this folder, else shipped"

/** Kinds of words that an option takes, with the code of one that there is not. */
const KINDS = {
  backend: 'UNKNOWN_BACKEND',
  engine: 'UNKNOWN_ENGINE',
  mode: 'UNKNOWN_MODE',
  reporter: 'UNKNOWN_REPORTER',
  suite: 'UNKNOWN_SUITE',
} as const satisfies Readonly<Record<string, ErrorCode>>

/** The words, each one of those that there are; throws an InputError for others. */
export const known = (
  kind: keyof typeof KINDS,
  words: readonly string[],
  all: readonly string[],
): readonly string[] => {
  const unknown = words.filter(word => !all.includes(word))
  if (unknown.length === 0) return words
  throw new InputError(
    unknown.map(word => {
      const hint = didYouMean(word, /^\d*$/.test(word) ? [] : all, `there are ${all.join(', ')}`)
      return { code: KINDS[kind], message: `no ${kind} "${word}"${hint}` }
    }),
  )
}
