import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../../fuzz/draw.ts'

/** A rule set as it is being made: where its choices come from, and what it has so far that other lines may name. */
export type Making = {
  readonly draw: Draw
  readonly ids: number[]
  readonly markers: ByteString[]
  /** The lines are written in one context: later rules may name a collection that is open. */
  readonly isPersistent: boolean
}

/** One of several makers, each as often as its weight says. */
export const weighted = (
  draw: Draw,
  makers: readonly (readonly [weight: number, make: () => ByteString])[],
): ByteString => {
  let at = draw.below(makers.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, make] of makers) {
    at -= weight
    if (at < 0) return make()
  }
  return ''
}

/** An id that is there, or at times one that is not. */
export const someId = ({ draw, ids }: Making): number => ids[draw.below(ids.length + 1)] ?? 1 + draw.below(30)
