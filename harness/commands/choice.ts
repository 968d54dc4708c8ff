import { didYouMean, InputError } from '../../src/errors.ts'

/** The words, each one of those that there are; throws an InputError for others. */
export const known = (kind: string, words: readonly string[], all: readonly string[]): readonly string[] => {
  const unknown = words.filter(word => !all.includes(word))
  if (unknown.length === 0) return words
  throw new InputError(
    unknown.map(word => {
      const hint = didYouMean(word, /^\d*$/.test(word) ? [] : all, `there are ${all.join(', ')}`)
      return { code: `UNKNOWN_${kind.toUpperCase()}`, message: `no ${kind} "${word}"${hint}` }
    }),
  )
}
