import { foldPair } from './sql-fold-pair.ts'
import { foldTriple } from './sql-fold-triple.ts'
import { type Folding, isUnary, MOST_TOKENS, pull, tokenAt } from './sql-folding.ts'
import type { Scan, Token } from './sql-token.ts'
import { nextToken } from './sql-tokenizer.ts'

/**
 * The input's tokens, reduced to five at most: what changes nothing for an attack (signs, lists, sums of numbers, second
 * strings…) is folded away while reading, so a long input is read as far as its fingerprint needs.
 */
export const fold = (scan: Scan): readonly Token[] => {
  const first = firstOfNote(scan)
  if (first === undefined) return []
  const folding: Folding = { scan, tokens: [first], size: 1, left: 0, more: true, comment: undefined }
  while (step(folding)) {}
  const { tokens, size, comment } = folding
  tokens.length = Math.min(size, MOST_TOKENS)
  if (size < MOST_TOKENS && comment !== undefined) tokens.push(comment)
  return tokens
}

/** The first token past the comments, signs, type names and opening parentheses that an input may start with. */
const firstOfNote = (scan: Scan): Token | undefined => {
  let token = nextToken(scan)
  while (token !== undefined && ('c(t'.includes(token.type) || isUnary(token))) token = nextToken(scan)
  return token
}

/** One look at the two or three tokens from `left` on; false when there is nothing left to do. */
const step = (folding: Folding): boolean => {
  if (folding.size >= MOST_TOKENS && isPlainSum(folding)) keepFirst(folding)
  if (!folding.more || folding.left >= MOST_TOKENS) return false
  if (!pull(folding, 2)) return true
  const pair = foldPair(folding)
  if (pair === 'evil') return false
  if (pair === 'folded' || !pull(folding, 3) || foldTriple(folding)) return true
  folding.left++
  return true
}

/** Five tokens that are only a sum or list with parentheses, as in `1,(2)` or `a+(b)`. */
const isPlainSum = ({ tokens }: Folding): boolean => {
  let types = ''
  for (let index = 0; index < MOST_TOKENS; index++) types += tokens[index]?.type
  return PLAIN_SUMS.has(types)
}

const PLAIN_SUMS: ReadonlySet<string> = new Set(['1o(1)', '1,(1)', 'no(n)', 'no(1)', '1),(1', 'n)o(n'])

/** Only the first token stays, and the sixth if it is known already. */
const keepFirst = (folding: Folding): void => {
  const sixth = folding.size > MOST_TOKENS ? tokenAt(folding, MOST_TOKENS) : undefined
  if (sixth !== undefined) folding.tokens[1] = sixth
  folding.size = sixth === undefined ? 1 : 2
  folding.left = 0
}
