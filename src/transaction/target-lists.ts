import type { Target, TargetList } from './rule.ts'

/** Makes the target lists of one rule set: equal targets with equal XML namespaces are one list. */
export const targetLists = () => {
  const lists = new Map<string, TargetList>()
  return (targets: readonly Target[], namespaces: Readonly<Record<string, string>>): TargetList => {
    const key = JSON.stringify([targets.map(({ text }) => text), namespaces])
    const known = lists.get(key)
    if (known !== undefined) return known
    const list = { all: targets, index: lists.size, isSteady: steadiness(targets) }
    lists.set(key, list)
    return list
  }
}

const steadiness = (targets: readonly Target[]): TargetList['isSteady'] => {
  const asked = [...new Set(targets.map(({ variable }) => variable.isSteady))]
  if (asked.includes(undefined)) return undefined
  return tx => asked.every(isSteady => isSteady?.(tx) === true)
}
