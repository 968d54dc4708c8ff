import { type ByteString, toOctets } from '../../../src/bytes.ts'
import type { Contestant } from './contestant.ts'

/** Requests of one kind, and their share of a site's traffic. */
export type Load = { readonly kind: string; readonly percent: number; readonly requests: readonly ByteString[] }

/** CPU per request in µs: by kind of request, then by contestant; of each the median of the rounds. */
export type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * Sends each load to one contestant after the other, so often, and takes the median of what each needed for a request: what
 * slows the machine for a while slows all of them.
 */
export const runBench = async (
  contestants: readonly Contestant[],
  loads: readonly Load[],
  rounds: number,
): Promise<Measured> => {
  const measured: Record<string, Record<string, number>> = {}
  for (const contestant of contestants) {
    for (let round = 0; round < contestant.warmRounds; round++) {
      for (const { requests } of loads) await timed(contestant, requests.map(toOctets))
    }
  }
  for (const { kind, requests } of loads) {
    const octets = requests.map(toOctets)
    const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const contestant of contestants) times.get(contestant.name)?.push(await timed(contestant, octets))
    }
    const medians = Object.fromEntries([...times].map(([name, all]) => [name, median(all)]))
    measured[kind] = Object.fromEntries(
      contestants
        .filter(({ name }) => !contestants.some(({ less }) => less === name))
        .map(({ name, less }) => [name, (medians[name] ?? 0) - (less === undefined ? 0 : (medians[less] ?? 0))]),
    )
  }
  return measured
}

const timed = async ({ send, cpuUs }: Contestant, requests: readonly Uint8Array[]): Promise<number> => {
  const before = await cpuUs()
  for (const request of requests) await send(request)
  return ((await cpuUs()) - before) / requests.length
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
