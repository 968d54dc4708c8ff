import type { ByteString } from '../bytes.ts'
import { isKnownFingerprint } from './sql-fingerprints.ts'
import { fold } from './sql-fold.ts'
import { looksHarmless } from './sql-harmless.ts'
import { newScan, retyped, type Scan, type Token } from './sql-token.ts'

/**
 * Whether a value shows SQL injection, with the fingerprint of its tokens, as `libinjection_sqli` of libinjection:
 * nothing where that returns 0 (the fingerprint it then gives is empty). The value is read as if it stood in a statement
 * bare, then inside single and double quotes if it has any, and with MySQL's comments where those would change it.
 */
export const sqli = (value: ByteString, edition: Scan['edition'] = '3.9.2'): { fingerprint: ByteString } | undefined =>
  detect(value, '', edition) ??
  (value.includes("'") ? detect(value, "'", edition) : undefined) ??
  (value.includes('"') ? detectOnce(newScan(value, '"', 'mysql', edition)) : undefined)

type Detection = { fingerprint: ByteString } | undefined

const detect = (value: ByteString, quote: Scan['quote'], edition: Scan['edition']): Detection => {
  const scan = newScan(value, quote, 'ansi', edition)
  return detectOnce(scan) ?? (scan.ambiguous ? detectOnce(newScan(value, quote, 'mysql', edition)) : undefined)
}

const detectOnce = (scan: Scan): Detection => {
  const tokens = withPhpComment(fold(scan))
  const fingerprint = fingerprintOf(tokens)
  if (fingerprint === '' || !isKnownFingerprint(fingerprint)) return undefined
  return looksHarmless(scan, tokens, fingerprint) ? undefined : { fingerprint }
}

const fingerprintOf = (tokens: readonly Token[]): ByteString => {
  let fingerprint = ''
  for (const { type } of tokens) fingerprint += type
  return fingerprint.includes('X') ? 'X' : fingerprint
}

/** A lone backtick at the end of three tokens or more starts a comment, for PHP's MySQL client. */
const withPhpComment = (tokens: readonly Token[]): readonly Token[] => {
  const last = tokens.at(-1)
  if (last === undefined || tokens.length < 3) return tokens
  const isLoneTick = last.type === 'n' && last.opened === '`' && last.text === '' && last.closed === ''
  return isLoneTick ? [...tokens.slice(0, -1), retyped(last, 'c')] : tokens
}
