import { drop, type Folding, isUnary, retype, tokenAt } from './sql-folding.ts'
import type { Token, TokenType } from './sql-token.ts'

/** Folds the three tokens from `left` on if a rule fits; true means look again. */
export const foldTriple = (folding: Folding): boolean => {
  const { left } = folding
  const rule = RULES[tokenAt(folding, left).type]
  return rule?.(folding, tokenAt(folding, left + 1), tokenAt(folding, left + 2)) ?? false
}

type Rule = (folding: Folding, second: Token, third: Token) => boolean

/** A sum of plain values is its first value, and so is a list of them and a value with its type, `1::int`. */
const value =
  (summands: string): Rule =>
  (folding, second, third) => {
    if (second.type === ',') return 'n1sv'.includes(third.type) && drop(folding, 2, 0)
    if (second.type !== 'o') return false
    return (summands.includes(third.type) || (second.text === '::' && third.type === 't')) && drop(folding, 2, 0)
  }

const sum = value('n1')

/** A bare word as any value; `table.column` is one word too. */
const bareWord: Rule = (folding, second, third) =>
  second.type === '.' && third.type === 'n' ? drop(folding, 2, 0) : sum(folding, second, third)

/** Two operators with one thing between, no parenthesis, are the first operator. */
const operator: Rule = (folding, second, third) => second.type !== '(' && third.type === 'o' && drop(folding, 2, 0)

const logicOperator: Rule = (folding, _, third) => third.type === '&' && drop(folding, 2, 0)

/** A sign after these says nothing: `SELECT -1`. */
const signBefore =
  (operands: string): Rule =>
  (folding, second, third) =>
    isUnary(second) && operands.includes(third.type) && dropSecond(folding, third)

const signOfOperand = signBefore('n1vsf')
const signOfAny = signBefore('n1vsf(')
const signOfCall = signBefore('f(')

const expression: Rule = (folding, second, third) =>
  signOfAny(folding, second, third) || (second.type === '.' && third.type === 'n' && dropSecond(folding, third))

/** As other signs, but a plain value goes with its comma, and one token before them too: `1,-1` is read anew from 1. */
const comma: Rule = (folding, second, third) => {
  if (!isUnary(second) || !'n1vs'.includes(third.type)) return signOfCall(folding, second, third)
  dropSecond(folding, third)
  return drop(folding, 2, 0)
}

/** USER takes no argument; with one it is a name. */
const call: Rule = (folding, second, third) => {
  if (second.type !== '(' || third.type === ')') return false
  if (tokenAt(folding, folding.left).text === 'USER') retype(folding, folding.left, 'n')
  return false
}

const RULES: { readonly [first in TokenType]?: Rule } = {
  '1': sum,
  n: bareWord,
  v: value('n1v'),
  s: value(''),
  o: operator,
  '&': logicOperator,
  k: signOfOperand,
  B: signOfAny,
  E: expression,
  ',': comma,
  f: call,
}

const dropSecond = (folding: Folding, third: Token): true => {
  folding.tokens[folding.left + 1] = third
  return drop(folding, 1, 0)
}
