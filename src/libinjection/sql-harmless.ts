import type { ByteString } from '../bytes.ts'
import type { Scan, Token } from './sql-token.ts'

/** True for an input that has an attack's fingerprint but is an ordinary text by its words, its marks or its layout. */
export const looksHarmless = (scan: Scan, tokens: readonly Token[], fingerprint: ByteString): boolean => {
  const [first, second, third] = tokens
  if (first === undefined || second === undefined || fingerprint === 'X') return false
  if (fingerprint.endsWith('c') && scan.input.includes(HIDES_FROM_AUDIT)) return false
  if (fingerprint.length === 2) return isHarmlessPair(scan, first, second)
  if (fingerprint.length === 3 && third !== undefined) return isHarmlessTriple(scan, fingerprint, first, second, third)
  return false
}

/** SQL Server's audit log leaves out statements with this word. */
const HIDES_FROM_AUDIT = 'sp_password'

const isHarmlessPair = (scan: Scan, first: Token, second: Token): boolean => {
  if (second.type === 'U') return scan.count === 2
  if (second.text.startsWith('#')) return true
  if (second.type === 'c') {
    const isBlock = second.text.startsWith('/')
    if (first.type === 'n' && !isBlock) return true
    if (first.type === '1') return !isBlock && scan.count === 2 && !isFollowedByComment(scan.input, first.text.length)
  }
  return second.text.length > 2 && second.text.startsWith('-')
}

/** A true number has white space or a comment after it; `1234-ABCD--` does not. Bytes above 0x7F count as white space. */
const isFollowedByComment = (input: ByteString, at: number): boolean => {
  const code = input.charCodeAt(at)
  return code <= 0x20 || code >= 0x80 || input.startsWith('/*', at) || input.startsWith('--', at)
}

const isHarmlessTriple = (scan: Scan, fingerprint: ByteString, first: Token, second: Token, third: Token): boolean => {
  if (fingerprint === 'sos' || fingerprint === 's&s') {
    const isTornOpen = first.opened === '' && third.closed === '' && first.closed === third.opened
    return !isTornOpen
  }
  if (SHORT_CLAUSES.has(fingerprint)) return scan.count === 3
  return second.type === 'k' && (second.text.length < 5 || !second.text.startsWith('INTO'))
}

/** `cats and 17` is a text; it is an attack only with more behind it that was folded away. */
const SHORT_CLAUSES: ReadonlySet<string> = new Set(['s&n', 'n&1', '1&1', '1&v', '1&s'])
