import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { DialectName } from '../parts.ts'
import type { Target } from './rule.ts'
import { parseTargets } from './targets.ts'

/**
 * Adds targets to an element, or puts them in the place of another: SecRuleUpdateTargetBy*. The list is split on
 * commas only; a target that is there already is not added again (re.c, `update_rule_target_ex`, 2.9.8).
 */
export const updateTargets = (
  targets: Target[],
  list: ByteString,
  replaced: ByteString | undefined,
  dialect: DialectName,
): void => {
  for (const text of list.split(',').filter(part => part !== '')) {
    for (const target of parse(text, dialect)) {
      if (targets.some(present => sameTarget(present, target))) continue
      if (replaced === undefined) {
        targets.push(target)
        continue
      }
      const old = parse(replaced, dialect)[0]
      const place = targets.findIndex(present => old !== undefined && sameTarget(present, old))
      if (place === -1) {
        throw new PartError(
          'NO_SUCH_TARGET',
          `the rule has no target "${replaced}" to replace`,
          'Cannot find variable to replace',
        )
      }
      targets[place] = target
    }
  }
}

const parse = (text: ByteString, dialect: DialectName): readonly Target[] => {
  try {
    return parseTargets(text, dialect)
  } catch (error) {
    if (!(error instanceof PartError)) throw error
    throw new PartError(error.code, error.message, `Error to update target - [${text}] is not valid target`)
  }
}

const sameTarget = (one: Target, other: Target): boolean =>
  one.kind === other.kind &&
  one.name === other.name &&
  equalsIgnoringCase(one.selector?.text ?? '', other.selector?.text ?? '')
