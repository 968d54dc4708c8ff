import { retyped, type Scan, type Token, type TokenType } from './sql-token.ts'
import { nextToken } from './sql-tokenizer.ts'

/** Tokens that a fingerprint has at most. */
export const MOST_TOKENS = 5

/** The work of folding: the tokens kept so far, and the ones from `left` on that are being looked at. */
export type Folding = {
  readonly scan: Scan
  readonly tokens: Token[]
  /** Tokens that count; what lies past them is left over. */
  size: number
  /** Where the pair or triple that is looked at begins. */
  left: number
  /** False once the input has ended. */
  more: boolean
  /** The comment that the input ends with, as far as read. */
  comment: Token | undefined
}

/** Reads on until `count` tokens stand from `left` on. Comments do not count. If there are too few, all are passed. */
export const pull = (folding: Folding, count: number): boolean => {
  while (folding.more && folding.size <= MOST_TOKENS && folding.size - folding.left < count) {
    const token = nextToken(folding.scan)
    if (token === undefined) folding.more = false
    else if (token.type === 'c') folding.comment = token
    else {
      folding.comment = undefined
      folding.tokens[folding.size++] = token
    }
  }
  if (folding.size - folding.left >= count) return true
  folding.left = folding.size
  return false
}

/** The token at an index that is known to be one. */
export const tokenAt = (folding: Folding, index: number): Token => folding.tokens[index] ?? NONE

/** Takes the last `count` tokens off and looks again from `left` on. Always true. */
export const drop = (folding: Folding, count: number, left: number): true => {
  folding.size -= count
  folding.left = left
  return true
}

/** Changes the type of the token at an index. Always true. */
export const retype = (folding: Folding, index: number, type: TokenType): true => {
  folding.tokens[index] = retyped(tokenAt(folding, index), type)
  return true
}

/** True for a sign, `!`, `~`, `!!` or NOT. */
export const isUnary = ({ type, text }: Token): boolean =>
  type === 'o' && (text === '+' || text === '-' || text === '!' || text === '~' || text === '!!' || text === 'NOT')

const NONE: Token = { type: '?', text: '', opened: '', closed: '' }
