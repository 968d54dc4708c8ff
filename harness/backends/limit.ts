import { EnvironmentError } from '../../src/errors.ts'

/** What is awaited, or an EnvironmentError once `limitMs` have passed. `what` says what was awaited: "an answer of …". */
export const withLimit = async <Value>(
  awaited: Promise<Value>,
  limitMs: number,
  what: string,
  lastLines: () => readonly string[] = () => [],
): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new EnvironmentError(`${what} did not come within ${limitMs} ms`, lastLines())),
      limitMs,
    )
  })
  try {
    return await Promise.race([awaited, limit])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks again until the answer is not undefined. Throws an EnvironmentError once `limitMs` have passed. */
export const until = async <Value>(
  ask: () => Promise<Value | undefined>,
  limitMs: number,
  what: string,
  lastLines: () => readonly string[] = () => [],
): Promise<Value> => {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
  throw new EnvironmentError(`${what} did not come within ${limitMs} ms`, lastLines())
}

const POLL_MS = 10
