/** Holds back until it is time. */
export type Pace = () => Promise<void>

/** Lets one thing pass in `everyMs`, the first at once; `now` tells the time in ms and `pause` waits. */
export const newPace = (everyMs: number, now: () => number, pause: (ms: number) => Promise<unknown>): Pace => {
  let nextMs = Number.NEGATIVE_INFINITY
  return async () => {
    const waitMs = nextMs - now()
    nextMs = Math.max(now(), nextMs) + everyMs
    if (waitMs > 0) await pause(waitMs)
  }
}
