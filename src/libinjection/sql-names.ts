import { byteTable, endOfRun, quoted } from './sql-strings.ts'
import { foldCase, retyped, type Scan, TEXT_BYTES, type Token, takeWord } from './sql-token.ts'
import { WORDS } from './sql-words.ts'

/**
 * A word up to white space or punctuation: what the tables say it is, else a bare word. If what stands before a full stop
 * or a backtick in it is more than a bare word, the word ends there: `SELECT.1`.
 */
export const word = (scan: Scan): Token => {
  const { input, at } = scan
  const end = endOfRun(input, at, WORD_BYTES)
  const token = takeWord(scan, 'n', at, end)
  for (let length = 0; length < token.text.length; length++) {
    const code = token.text.charCodeAt(length)
    if (code !== FULL_STOP && code !== BACKTICK) continue
    const type = WORDS.get(foldCase(token.text.slice(0, length)))
    if (type !== undefined && type !== 'n') return takeWord(scan, type, at, at + length)
  }
  const type = end - at <= TEXT_BYTES ? WORDS.get(token.text) : undefined
  return type === undefined || type === 'n' ? token : retyped(token, type)
}

/** SQL Server's `[name]`. */
export const bracketedName = (scan: Scan): Token => {
  const end = scan.input.indexOf(']', scan.at)
  return takeWord(scan, 'n', scan.at, end === -1 ? scan.input.length : end + 1)
}

/** MySQL's name in backticks, the first of them at `at`: a function if the tables say so, else a bare word. */
export const tickedName = (scan: Scan, at: number): Token => {
  const token = foldedString(scan, at)
  return retyped(token, WORDS.get(token.text) === 'f' ? 'f' : 'n')
}

/** A variable: `@name`, `@@name`, or with the name in quotes or backticks. */
export const variable = (scan: Scan): Token => {
  const { input } = scan
  const from = scan.at + (input[scan.at + 1] === '@' ? 2 : 1)
  const first = input[from]
  if (first === '`' || first === "'" || first === '"') return retyped(foldedString(scan, from), 'v')
  return takeWord(scan, 'v', from, endOfRun(input, from, VARIABLE_BYTES))
}

const FULL_STOP = 0x2e
const BACKTICK = 0x60

const allBut = (bytes: string): Uint8Array => byteTable(bytes).map(marked => 1 - marked)

const WORD_BYTES = allBut(' []{}<>:\\?=@!#~+-*/&|^%(),\';\t\n\v\f\r"\xa0\0')
const VARIABLE_BYTES = allBut(' <>:\\?=@!#~+-*/&|^%(),\';\t\n\v\f\r`"\0')

const foldedString = (scan: Scan, at: number): Token => {
  const mark = scan.input.charAt(at)
  const token = quoted(scan, at + 1, mark, mark)
  return { type: token.type, text: foldCase(token.text), opened: token.opened, closed: token.closed }
}
