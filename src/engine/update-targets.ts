import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { DialectName } from '../parts.ts'
import type { Target } from './rule.ts'
import { parseTargets } from './targets.ts'

/**
 * Adds targets to an element, or puts them in the place of another: SecRuleUpdateTargetBy*. The list is split on
 * commas only; a target that is there already is not added again. Where there is nothing to replace, nothing is
 * added (re.c, `update_rule_target_ex`, 2.9.7).
 */
export const updateTargets = (
  targets: Target[],
  list: ByteString,
  replaced: ByteString | undefined,
  dialect: DialectName,
): 'done' | 'nothing replaced' => {
  if (replaced !== undefined) {
    const old = parse(replaced, dialect)[0]
    const kept = targets.filter(present => old === undefined || !sameTarget(present, old))
    if (kept.length === targets.length) return 'nothing replaced'
    targets.splice(0, targets.length, ...kept)
  }
  for (const text of list.split(',').filter(part => part !== '')) {
    for (const target of parse(text, dialect)) {
      if (replaced === undefined && targets.some(present => sameTarget(present, target))) continue
      targets.push(target)
    }
  }
  return 'done'
}

const parse = (text: ByteString, dialect: DialectName): readonly Target[] => {
  try {
    return parseTargets(text, dialect)
  } catch (error) {
    if (!(error instanceof PartError)) throw error
    const name = /^[^!&]*[!&]?([^:]*)/.exec(text)?.[1] ?? text
    throw new PartError(error.code, error.message, `Error to update target - [${name}] is not valid target`)
  }
}

const sameTarget = (one: Target, other: Target): boolean =>
  one.kind === other.kind &&
  one.name === other.name &&
  equalsIgnoringCase(one.selector?.text ?? '', other.selector?.text ?? '')
