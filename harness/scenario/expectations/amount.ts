import { z } from 'zod'
import type { Shortfall } from './expectation.ts'

/** A number, or its bounds. */
export const amountSchema = z
  .union([
    z.number(),
    z.strictObject({
      equals: z.number().optional().describe('That number.'),
      at_least: z.number().optional().describe('That or more.'),
      at_most: z.number().optional().describe('That or less.'),
    }),
  ])
  .describe('A number, or its bounds.')

/** Bounds of a number. */
export type Amount = z.output<typeof amountSchema>

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
