import { type ByteString, isDigit } from '../bytes.ts'

/** Luhn's sum (ISO 2894) over the digits of a text; false without any. */
export const isCardNumber = (text: ByteString): boolean => {
  const digits = digitsOf(text)
  if (digits.length === 0) return false
  const sum = digits.reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? digit : doubled(digit)), 0)
  return sum % 10 === 0
}

/** A Brazilian CPF: of eleven digits the last two check the others; the plain sequences are refused. */
export const isCpf = (text: ByteString): boolean => {
  const digits = digitsOf(text).slice(0, 11)
  if (digits.length !== 11 || isPlain(digits)) return false
  const check = (count: number): number => {
    const rest =
      weighted(
        digits.slice(0, count),
        digits.map((_, i) => count + 1 - i),
      ) % 11
    return rest < 2 ? 0 : 11 - rest
  }
  return digits[9] === check(9) && digits[10] === check(10)
}

/** A US social security number: nine digits, neither all equal nor all ascending, no field zero, area below 740. */
export const isSsn = (text: ByteString): boolean => {
  const digits = digitsOf(text)
  if (digits.length !== 9) return false
  const steps = digits.slice(1).map((digit, i) => digit - (digits[i] ?? 0))
  if (steps.every(step => step === 1) || steps.every(step => step === 0)) return false
  const [area, group, serial] = [field(digits, 0, 3), field(digits, 3, 5), field(digits, 5, 9)]
  return area !== 0 && group !== 0 && serial !== 0 && area < 740 && area !== 666
}

/**
 * An Austrian social insurance number: ten digits, the fourth checks the others. Of the plain sequences
 * libmodsecurity looks at ten of its twelve, so 8888888888 and 9999999999 pass (operators/verify_svnr.cc).
 */
export const isSvnr = (text: ByteString): boolean => {
  const digits = digitsOf(text).slice(0, 10)
  if (digits.length !== 10 || digits.every((digit, i) => digit === (i + 1) % 10)) return false
  if (isPlain(digits) && (digits[0] ?? 0) < 8) return false
  const rest = weighted(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11
  return digits[3] === (rest === 10 ? 0 : rest)
}

const digitsOf = (text: ByteString): number[] => {
  const digits: number[] = []
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isDigit(code)) digits.push(code - 0x30)
  }
  return digits
}

const doubled = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2)

const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  digits.reduce((sum, digit, i) => sum + digit * (weights[i] ?? 0), 0)

const field = (digits: readonly number[], from: number, to: number): number => Number(digits.slice(from, to).join(''))

/** One digit repeated, or the start of 01234567890. */
const isPlain = (digits: readonly number[]): boolean =>
  digits.every(digit => digit === digits[0]) || digits.every((digit, i) => digit === i % 10)
