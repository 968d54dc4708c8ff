import { seededRandom } from '../../../src/scoring/random.ts'

/** Where a generator's choices come from: the same ones for the same seed. */
export type Draw = {
  /** A whole number from 0 to less than `limit`. */
  readonly below: (limit: number) => number
  /** True in `percent` of 100 cases. */
  readonly chance: (percent: number) => boolean
  /** One of the items. */
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
  /** Between `least` and `most` things, as `make` makes them. */
  readonly several: <Item>(least: number, most: number, make: () => Item) => readonly Item[]
}

/** The choices for request number `index` of a seed: those of one request do not depend on those before it. */
export const drawing = (seed: number, index: number): Draw => {
  const random = seededRandom(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(index + 1, 0x85eb_ca6b))
  for (let warm = 0; warm < 3; warm++) random()
  const below = (limit: number): number => Math.floor(random() * limit)
  return {
    below,
    chance: percent => random() * 100 < percent,
    pick: items => items[below(items.length)] ?? items[0],
    several: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make),
  }
}
