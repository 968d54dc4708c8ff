import type { ByteString } from '../bytes.ts'
import { type Backtracker, backtracker, type Spans } from '../regex/backtrack.ts'
import { parsePattern } from '../regex/parse.ts'
import { compileRegex } from '../regex/translate.ts'
import type { Operator, TestResult } from '../transaction/parts.ts'
import { isCardNumber, isCpf, isSsn, isSvnr } from './identity-numbers.ts'

/** A match of the pattern is a payment card number by Luhn's sum. */
export const verifyCC: Operator = verified('CC', isCardNumber)

/** A match of the pattern is a Brazilian CPF. */
export const verifyCPF: Operator = verified('CPF', isCpf)

/** A match of the pattern is a US social security number. */
export const verifySSN: Operator = verified('SSN', isSsn)

/** A match of the pattern is an Austrian social insurance number. */
export const verifySVNR: Operator = verified('SVNR', isSvnr)

const OPTIONS = { dotAll: true, multiline: true, caseless: false, dollarEndOnly: false } as const

/**
 * Tries each place where the pattern matches something, the next from one byte behind the last one's start.
 */
function verified(shown: string, isValid: (text: ByteString) => boolean): Operator {
  return (argument, { dialect, limits }) => {
    const pattern = argument.text
    const regex = compileRegex(pattern, OPTIONS, limits.regexSteps)
    const isForGroups = dialect.operators.verifiedCaptures === 'one-a-group'
    const atLimit: TestResult = dialect.operators.verifiedLimit === 'failure' ? { failure: [] } : undefined
    let matcher: Backtracker | undefined
    return value => {
      const first = regex.exec(value)
      if (first === undefined) return undefined
      if (first === 'limit') return atLimit
      matcher ??= backtracker(parsePattern(pattern, OPTIONS))
      const budget = { steps: limits.regexSteps }
      for (let at = 0; at < value.length; at++) {
        const spans = matcher(value, at, 'here and not empty', budget)
        if (spans === undefined) continue
        if (spans === 'limit') return atLimit
        const text = value.slice(spans[0], spans[1])
        if (!isValid(text)) continue
        const count = isForGroups ? groupsOf(spans) : 1
        const offset = spans[0] ?? at
        return {
          reason: name => `${shown}# match "${pattern}" at ${name}. [offset "${offset}"]`,
          captures: Array.from({ length: count }, () => text),
        }
      }
      return undefined
    }
  }
}

/** Groups up to the last that took part, the whole match among them. */
const groupsOf = (spans: Spans): number => {
  for (let end = spans.length; end > 0; end -= 2) if ((spans[end - 2] ?? -1) >= 0) return end / 2
  return 0
}
