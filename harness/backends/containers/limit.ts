import { EnvironmentError } from '../../../src/errors.ts'

/** The last lines of whatever may be at fault; asked for when something failed. */
export type LastLines = () => readonly string[] | Promise<readonly string[]>

const none: LastLines = () => []

/** What is awaited, or an EnvironmentError once `limitMs` have passed. `what` says what was awaited: "an answer of …". */
export const withLimit = async <Value>(
  awaited: Promise<Value>,
  limitMs: number,
  what: string,
  lastLines: LastLines = none,
): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<typeof passed>(resolve => {
    timer = setTimeout(() => resolve(passed), limitMs)
  })
  try {
    const first = await Promise.race([awaited, limit])
    if (first === passed) throw new EnvironmentError(`${what} did not come within ${limitMs} ms`, await lastLines())
    return first
  } finally {
    clearTimeout(timer)
  }
}

const passed = Symbol('the limit has passed')

/** Asks again until the answer is not undefined. Throws an EnvironmentError once `limitMs` have passed. */
export const until = async <Value>(
  ask: () => Promise<Value | undefined>,
  limitMs: number,
  what: string,
  lastLines: LastLines = none,
): Promise<Value> => {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
  throw new EnvironmentError(`${what} did not come within ${limitMs} ms`, await lastLines())
}

const POLL_MS = 10
