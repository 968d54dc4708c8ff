import { drop, type Folding, isUnary, retype, tokenAt } from './sql-folding.ts'
import { retyped, TEXT_BYTES, type Token, type TokenType } from './sql-token.ts'
import { PHRASE_BEGINNINGS, WORDS } from './sql-words.ts'

/**
 * Folds the two tokens from `left` on if a rule fits: `folded` means look again, `evil` that the input is not to be
 * parsed, and nothing that a third token must decide.
 */
export const foldPair = (folding: Folding): 'folded' | 'evil' | undefined => {
  const first = tokenAt(folding, folding.left)
  const second = tokenAt(folding, folding.left + 1)
  const outcome = RULES[first.type]?.(folding, first, second)
  if (outcome === 'evil') return 'evil'
  if (outcome === true) return 'folded'
  if (outcome === undefined && second.type === '}') {
    drop(folding, 1, 0)
    return 'folded'
  }
  return undefined
}

/** True: folded. False: settled, a third token must decide. Nothing: no rule of this first token fits. */
type Rule = (folding: Folding, first: Token, second: Token) => true | false | 'evil' | undefined

const dropSame: Rule = (folding, first, second) =>
  first.type === second.type ? drop(folding, 1, folding.left) : undefined

/** `((` and `))` count once. */
const dropSameParenthesis: Rule = (folding, first, second) =>
  first.type === second.type ? drop(folding, 1, 0) : undefined

const dropSignOrType: Rule = (folding, _, second) =>
  isUnary(second) || second.type === 't' ? drop(folding, 1, 0) : undefined

const dropSignInside: Rule = (folding, _, second) => (isUnary(second) ? drop(folding, 1, before(folding)) : undefined)

/** Two tokens that are a phrase together, such as UNION and ALL, become one. */
const joinPhrase: Rule = (folding, first, second) => {
  if (!PHRASE_BEGINNINGS.has(first.text) || !JOINABLE.includes(second.type)) return undefined
  const text = `${first.text} ${second.text}`
  const type = text.length <= TEXT_BYTES ? WORDS.get(text) : undefined
  if (type === undefined) return undefined
  folding.tokens[folding.left] = { type, text, opened: first.opened, closed: first.closed }
  return drop(folding, 1, before(folding))
}

/** What may be the later word of a phrase. */
const JOINABLE = 'knoUfETt&'

/** IF is a function, but a statement of Transact-SQL after a semicolon. */
const statementIf: Rule = (folding, _, second) =>
  second.type === 'f' && second.text.startsWith('IF') ? retype(folding, folding.left + 1, 'T') : undefined

/** Names of columns and variables that are functions if a parenthesis follows. */
const nameAsFunction: Rule = (folding, first, second) =>
  second.type === '(' && NAMES_OF_FUNCTIONS.has(first.text) ? retype(folding, folding.left, 'f') : undefined

const NAMES_OF_FUNCTIONS: ReadonlySet<string> = new Set([
  'USER_ID',
  'USER_NAME',
  'DATABASE',
  'PASSWORD',
  'USER',
  'CURRENT_USER',
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
])

/** IN is an operator before a parenthesis; elsewhere only a word, which IN BOOLEAN MODE may yet be made of. */
const keywordIn: Rule = (folding, first, second) =>
  first.text === 'IN' || first.text === 'NOT IN'
    ? retype(folding, folding.left, second.type === '(' ? 'o' : 'n')
    : undefined

/** LIKE is a function before a parenthesis. */
const operatorLike: Rule = (folding, first, second) => {
  if (first.text !== 'LIKE' && first.text !== 'NOT LIKE') return undefined
  if (second.type === '(') retype(folding, folding.left, 'f')
  return false
}

/** A type name says nothing before what it is the type of. */
const dropType: Rule = (folding, _, second) =>
  'n1t(fvs'.includes(second.type) ? replaceFirst(folding, second) : undefined

/** A collation is known by its underscore: a type name. */
const collation: Rule = (folding, _, second) => {
  if (second.type !== 'n') return undefined
  const underscore = second.text.indexOf('_')
  const nul = second.text.indexOf('\0')
  if (underscore !== -1 && (nul === -1 || underscore < nul)) {
    retype(folding, folding.left + 1, 't')
    folding.left = 0
  }
  return false
}

/** Transact-SQL reads `\%1` as `0 % 1` and `\1` as 1. */
const backslash: Rule = (folding, _, second) => {
  if (second.type !== 'o' || !['*', '/', '-', '+', '%'].includes(second.text)) return replaceFirst(folding, second)
  retype(folding, folding.left, '1')
  return drop(folding, 0, 0)
}

/** `{word expression}` is its expression. With an empty name it is one of MySQL's riddles: evil. */
const brace: Rule = (folding, _, second) => {
  if (second.type !== 'n') return undefined
  if (second.text !== '') return drop(folding, 2, 0)
  folding.tokens[0] = retyped(second, 'X')
  folding.size = 1
  return 'evil'
}

/** The first rule of these that has anything to say. */
const inTurn =
  (...rules: readonly Rule[]): Rule =>
  (folding, first, second) => {
    for (const rule of rules) {
      const outcome = rule(folding, first, second)
      if (outcome !== undefined) return outcome
    }
    return undefined
  }

const RULES: { readonly [first in TokenType]?: Rule } = {
  s: dropSame,
  ';': inTurn(dropSame, statementIf),
  o: inTurn(dropSignOrType, joinPhrase, operatorLike),
  '&': dropSignOrType,
  '(': inTurn(dropSignInside, dropSameParenthesis),
  ')': dropSameParenthesis,
  n: inTurn(joinPhrase, nameAsFunction),
  v: nameAsFunction,
  k: inTurn(joinPhrase, keywordIn),
  t: inTurn(joinPhrase, dropType),
  U: joinPhrase,
  f: joinPhrase,
  E: joinPhrase,
  T: joinPhrase,
  A: collation,
  '\\': backslash,
  '{': brace,
}

const before = ({ left }: Folding): number => Math.max(left - 1, 0)

const replaceFirst = (folding: Folding, second: Token): true => {
  folding.tokens[folding.left] = second
  return drop(folding, 1, 0)
}
