import type { ByteString } from '../bytes.ts'
import { type Diagnostic, PartError } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import type { Span } from '../source.ts'

/** Runs a parser over a word; what it throws gets the word's span and the prefix of v2's text. */
export const inWord = <Result>(word: Word, prefix: string, parse: () => Result): Result => {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof PartError)) throw error
    const { at } = error
    const span = at === undefined ? word.span() : word.span(at, Math.max(at + 1, endOfItem(word.text, at)))
    throw new PlacedError(error, prefix, span)
  }
}

/** A PartError that knows where it stands. */
export class PlacedError extends Error {
  readonly diagnostic: Diagnostic

  constructor(error: PartError, prefix: string, span: Span) {
    super(error.message)
    this.name = 'PlacedError'
    const words = error.engineText
    const engineText = words === undefined ? undefined : words.startsWith('Internal Error') ? words : prefix + words
    this.diagnostic = {
      code: error.code,
      message: error.message,
      span,
      ...(engineText === undefined ? {} : { engineText }),
    }
  }
}

const endOfItem = (text: ByteString, at: number): number => {
  const rest = /^[^\s,|:'"]+/.exec(text.slice(at))?.[0].length ?? 1
  return at + rest
}
