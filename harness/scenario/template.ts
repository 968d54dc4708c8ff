import { PartError } from '../../src/errors.ts'

/** Longest text that a `repeat` may make, in characters. */
const REPEAT_LIMIT = 64 * 1024 * 1024

/**
 * The text with its `{{ … }}` replaced. Of Go's templates with sprig, which go-ftw runs over `data`, the one form
 * that CRS uses is known: `{{ "text" | repeat N }}`. Anything else in double braces is a PartError.
 */
export const expandTemplate = (text: string): string =>
  text.replace(/\{\{([\s\S]*?)\}\}/g, (whole, inner: string, at: number) => {
    const known = /^-?\s*"((?:[^"\\]|\\.)*)"\s*\|\s*repeat\s+(\d+)\s*-?$/.exec(inner)
    if (known === null) {
      throw new PartError(
        'UNKNOWN_TEMPLATE',
        `template ${whole} is not understood; known is {{ "text" | repeat 9 }}`,
        undefined,
        at,
      )
    }
    const piece = unquote(known[1] ?? '')
    const times = Number(known[2])
    if (piece.length * times > REPEAT_LIMIT) {
      throw new PartError(
        'TEMPLATE_TOO_LONG',
        `template ${whole} makes more than ${REPEAT_LIMIT} characters`,
        undefined,
        at,
      )
    }
    return piece.repeat(times)
  })

const unquote = (text: string): string => {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
  return text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
}
