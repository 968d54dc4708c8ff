/** Work that may have to wait: it yields a promise and is handed what that resolved to. */
export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>

/** Waits for a promise inside such work. */
export function* waitFor<Value>(promise: Promise<Value>): Steps<Value> {
  // What drive hands back is what the promise resolved to.
  return (yield promise) as Value
}

/** Runs work to its end, at once when nothing waits. */
export const drive = <Result>(steps: Steps<Result>, sent?: unknown): Result | Promise<Result> => {
  const step = steps.next(sent)
  if (step.done === true) return step.value
  return step.value.then(value => drive(steps, value))
}
