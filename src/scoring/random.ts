/**
 * Numbers in [0, 1), the same ones for the same seed on every machine: the 32-bit generator "mulberry32" (public
 * domain), whose state is one word, so that a script's draws can be repeated from its seed alone.
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
