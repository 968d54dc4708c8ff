import { sqli } from '../libinjection/sqli.ts'
import { xss } from '../libinjection/xss.ts'
import type { Operator } from '../transaction/parts.ts'

/** The value reads as SQL injection; captures the fingerprint. The phrase has no variable and no final dot. */
export const detectSQLi: Operator = (_, { dialect: { operators } }) => {
  const isNamed = operators.sqliReason === 'with-fingerprint'
  return value => {
    const found = sqli(value, operators.libinjection)
    if (found === undefined) return undefined
    const { fingerprint } = found
    return {
      reason: () => `detected SQLi using libinjection${isNamed ? ` with fingerprint '${fingerprint}'` : '.'}`,
      captures: [fingerprint],
      keepsOtherCaptures: true,
    }
  }
}

/** The value reads as cross-site scripting; captures the value. */
export const detectXSS: Operator =
  (_, { dialect: { operators } }) =>
  value =>
    xss(value, operators.libinjection)
      ? {
          reason: () => 'detected XSS using libinjection.',
          captures: [operators.xssCapture?.(value) ?? value],
          keepsOtherCaptures: true,
        }
      : undefined
