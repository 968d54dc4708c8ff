import { PartError } from '../../src/errors.ts'

/** Longest text that a `repeat` may make, in characters. */
const REPEAT_LIMIT = 64 * 1024 * 1024

/**
 * The text with its `{{ … }}` replaced. Of Go's templates with sprig, which go-ftw runs over `data`, the one form
 * that CRS uses is known: `{{ "text" | repeat N }}`, as a call too: `{{ repeat N "text" }}`. Anything else in double braces is a PartError.
 */
export const expandTemplate = (text: string): string =>
  text.replace(/\{\{([\s\S]*?)\}\}/g, (whole, inner: string, at: number) => {
    const known = PIPED.exec(inner) ?? CALLED.exec(inner)
    if (known === null) {
      throw new PartError(
        'UNKNOWN_TEMPLATE',
        `template ${whole} is not understood; known is {{ "text" | repeat 9 }}`,
        undefined,
        at,
      )
    }
    const piece = unquote(known.groups?.text ?? '')
    const times = Number(known.groups?.times)
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

const PIPED = /^-?\s*"(?<text>(?:[^"\\]|\\.)*)"\s*\|\s*repeat\s+(?<times>\d+)\s*-?$/

const CALLED = /^-?\s*repeat\s+(?<times>\d+)\s+"(?<text>(?:[^"\\]|\\.)*)"\s*-?$/

const unquote = (text: string): string => {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
  return text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
}
