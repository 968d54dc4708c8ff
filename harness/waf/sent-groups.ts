import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from './unavailable.ts'
import type { Sent } from './waf.ts'

/** Requests of a connection in the groups that go off together. */
export const groups = (requests: readonly Sent[]): readonly (readonly Sent[])[] => {
  const found: Sent[][] = []
  for (const request of requests) {
    const last = found.at(-1)
    if (request.when === 'at once' && last !== undefined) last.push(request)
    else found.push([request])
  }
  return found
}

/** Throws Unavailable where the clock of a WAF must be moved, and only waiting is possible. */
export const mustWaitLittle = (requests: readonly Sent[]): void => {
  for (const { clock } of requests)
    if (clock !== undefined && 'cannot' in clock.wait) throw new Unavailable(clock.wait.cannot)
}

/** Waits as long as is to pass before requests that go off together. */
export const passTime = async ([first]: readonly Sent[]): Promise<void> => {
  const wait = first?.clock?.wait
  if (wait !== undefined && 'ms' in wait && wait.ms > 0) await pause(wait.ms)
}
