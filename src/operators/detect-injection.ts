import type { ByteString } from '../bytes.ts'
import { sqli } from '../libinjection/sqli.ts'
import { xss } from '../libinjection/xss.ts'
import type { Operator } from '../transaction/parts.ts'

/** The value reads as SQL injection; captures the fingerprint. The phrase has no variable and no final dot. */
export const detectSQLi: Operator =
  (_, { dialect }) =>
  (value, tx) => {
    const found = sqli(value, tx.dialect.operators.libinjection)
    if (found === undefined) return undefined
    const { fingerprint } = found
    return {
      reason: () =>
        dialect.name === 'v2'
          ? `detected SQLi using libinjection with fingerprint '${fingerprint}'`
          : 'detected SQLi using libinjection.',
      captures: [fingerprint],
      keepsOtherCaptures: true,
    }
  }

/** The value reads as cross-site scripting; captures the value, in v2 up to 2.9.12 as far as its first NUL. */
export const detectXSS: Operator =
  () =>
  (value, { dialect }) =>
    xss(value, dialect.operators.libinjection)
      ? {
          reason: () => 'detected XSS using libinjection.',
          captures: [dialect.operators.xssCapture === 'until-nul' ? untilNul(value) : value],
          keepsOtherCaptures: true,
        }
      : undefined

const untilNul = (value: ByteString): ByteString => {
  const nul = value.indexOf('\0')
  return nul === -1 ? value : value.slice(0, nul)
}
