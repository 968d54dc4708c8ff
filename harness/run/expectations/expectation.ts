import type { Exchange } from '../../backends/waf.ts'
import type { Amount, Output } from '../../scenario/output-schema.ts'

/** What an expectation found wanting. */
export type Shortfall = {
  /** The key of `output`, e.g. `log.expect_ids`. */
  readonly key: string
  readonly expected: string
  readonly actual: string
}

/** One key of `output`, compared with what an exchange brought; nothing when the key is absent or satisfied. */
export type Expectation = (output: Output, exchange: Exchange) => readonly Shortfall[]

/** The shortfall of a number against its bounds, if any. */
export const amountShortfall = (
  key: string,
  wanted: Amount | undefined,
  actual: number | undefined,
): readonly Shortfall[] => {
  if (wanted === undefined) return []
  const { equals, at_least, at_most }: Exclude<Amount, number> =
    typeof wanted === 'number' ? { equals: wanted } : wanted
  const met =
    actual !== undefined &&
    (equals === undefined || actual === equals) &&
    (at_least === undefined || actual >= at_least) &&
    (at_most === undefined || actual <= at_most)
  if (met) return []
  const expected = [
    ...(equals === undefined ? [] : [String(equals)]),
    ...(at_least === undefined ? [] : [`at least ${at_least}`]),
    ...(at_most === undefined ? [] : [`at most ${at_most}`]),
  ]
  return [{ key, expected: expected.join(', '), actual: actual === undefined ? 'unknown' : String(actual) }]
}
