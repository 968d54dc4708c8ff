/** Work that may have to wait: it yields a promise and is handed what that resolved to. */
export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>

/** Waits for a promise inside such work. */
export function* waitFor<Value>(promise: Promise<Value>): Steps<Value> {
  // What drive hands back is what the promise resolved to.
  return (yield promise) as Value
}

/** Runs work to its end, at once when nothing waits. What a promise was rejected with is thrown where it was waited for. */
export const drive = <Result>(steps: Steps<Result>): Result | Promise<Result> => goOn(steps, steps.next())

const goOn = <Result>(
  steps: Steps<Result>,
  step: IteratorResult<Promise<unknown>, Result>,
): Result | Promise<Result> =>
  step.done === true
    ? step.value
    : step.value.then(
        value => goOn(steps, steps.next(value)),
        (error: unknown) => goOn(steps, steps.throw(error)),
      )
