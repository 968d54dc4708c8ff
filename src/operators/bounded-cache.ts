/** Remembers the results for the last `limit` different keys. */
export const bounded = <Result>(limit: number, make: (key: string) => Result): ((key: string) => Result) => {
  const kept = new Map<string, Result>()
  return key => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make(key)
    const oldest = kept.size < limit ? undefined : kept.keys().next().value
    if (oldest !== undefined) kept.delete(oldest)
    kept.set(key, made)
    return made
  }
}
