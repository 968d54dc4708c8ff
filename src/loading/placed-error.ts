import type { ByteString } from '../bytes.ts'
import { type Diagnostic, ifRefused, type PartError } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import type { Span } from '../source.ts'

/** Runs a parser over a word; what it throws gets the word's span and the prefix of v2's text. */
export const inWord = <Result>(word: Word, prefix: string, parse: () => Result): Result =>
  ifRefused(parse, error => {
    const { at } = error
    const span = at === undefined ? word.span() : word.span(at, Math.max(at + 1, endOfItem(word.text, at)))
    throw placed(error, prefix, span)
  })

/** Runs parsers one after the other, so that the faults of all are told; the engine has words for the first only. */
export const allOf = <Results extends readonly unknown[]>(
  ...parsers: { readonly [Index in keyof Results]: () => Results[Index] }
): Results => {
  const results: unknown[] = []
  const faults: Diagnostic[] = []
  for (const parse of parsers) {
    try {
      results.push(parse())
    } catch (error) {
      if (!(error instanceof PlacedError)) throw error
      for (const { engineText, ...fault } of error.diagnostics) {
        faults.push(faults.length === 0 && engineText !== undefined ? { ...fault, engineText } : fault)
      }
    }
  }
  if (faults.length > 0) throw new PlacedError(faults)
  return results as unknown as Results
}

/** What is wrong with a line, with its places. */
export class PlacedError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ message }) => message).join('; '))
    this.name = 'PlacedError'
    this.diagnostics = diagnostics
  }
}

const placed = ({ code, message, engineText: words }: PartError, prefix: string, span: Span): PlacedError => {
  if (words === undefined) return new PlacedError([{ code, message, span }])
  return new PlacedError([
    { code, message, span, engineText: words.startsWith('Internal Error') ? words : prefix + words },
  ])
}

const endOfItem = (text: ByteString, at: number): number => {
  const rest = /^[^\s,|:'"]+/.exec(text.slice(at))?.[0].length ?? 1
  return at + rest
}
