/**
 * Work that is done at once as long as no script has to be waited for, which few rules have: then what follows is done when
 * the script has ended. A generator that yields such promises does the same at about three times the cost.
 */
export type Awaitable<Value> = Value | Promise<Value>

/** Goes on with a value. */
export const whenThere = <Value, Result>(
  value: Awaitable<Value>,
  next: (value: Value) => Awaitable<Result>,
): Awaitable<Result> => (value instanceof Promise ? value.then(next) : next(value))

/** Takes the steps `from` to `count` in turn until one brings something. */
export const firstOf = <Result>(
  count: number,
  step: (at: number) => Awaitable<Result | undefined>,
  from = 0,
): Awaitable<Result | undefined> => {
  for (let at = from; at < count; at++) {
    const result = step(at)
    if (result instanceof Promise) return result.then(brought => brought ?? firstOf(count, step, at + 1))
    if (result !== undefined) return result
  }
  return undefined
}
