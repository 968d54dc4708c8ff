import { seedRequests } from '../fuzz/seeds.ts'
import type { Load } from './run-bench.ts'
import { ATTACK_PERCENT, BENIGN, benign } from './traffic.ts'

/** How many requests there are of each kind; of the largest fewer. */
const COUNT = 40
const COUNT_OF_LARGE = 8
const LARGE_OCTETS = 4000
/** Every so many-th of the attacks is sent. */
const ATTACKS_APART = 24

/** The mix: benign requests by kind, and of the requests of a rule set's tests some. */
export const loadsOf = async (tests: string | undefined, seed: number): Promise<readonly Load[]> => {
  const kinds = Object.entries(BENIGN).map(([kind, made], index): Load => {
    const requests = benign(made, seed + index, COUNT)
    const isLarge = (requests[0]?.length ?? 0) > LARGE_OCTETS
    return { kind, percent: made.percent, requests: isLarge ? requests.slice(0, COUNT_OF_LARGE) : requests }
  })
  if (tests === undefined) return kinds
  const attacks = await seedRequests(tests)
  const some = attacks.filter((_, index) => index % ATTACKS_APART === seed % ATTACKS_APART)
  return [...kinds, { kind: 'attack', percent: ATTACK_PERCENT, requests: some }]
}
