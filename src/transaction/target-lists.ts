import type { Target, TargetList } from './rule.ts'

/** Makes the target lists of one rule set: equal targets with equal XML namespaces are one list. */
export const targetLists = () => {
  const lists = new Map<string, TargetList>()
  return (targets: readonly Target[], namespaces: Readonly<Record<string, string>>): TargetList => {
    const key = JSON.stringify([targets.map(({ text }) => text), namespaces])
    const known = lists.get(key)
    if (known !== undefined) return known
    const list = { all: targets, index: lists.size, version: versionOf(targets) }
    lists.set(key, list)
    return list
  }
}

/** The sum of the versions of its variables, which never fall. */
const versionOf = (targets: readonly Target[]): TargetList['version'] => {
  const versions = [...new Set(targets.map(({ variable }) => variable.version ?? unknown))]
  const [only = unknown] = versions
  if (versions.length === 1) return only
  return tx => versions.reduce((sum, version) => sum + version(tx), 0)
}

const unknown = (): number => Number.NaN
