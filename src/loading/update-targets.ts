import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import { PartError, retold } from '../errors.ts'
import type { Target } from '../transaction/rule.ts'
import type { ReadableDialect } from './readable-dialect.ts'
import { parseTargets } from './targets.ts'

/** Code of the errors that 2.9.7 passes over. */
export const BAD_UPDATE = 'BAD_TARGET_UPDATE'

/**
 * Adds targets to an element, or puts them in the place of another: SecRuleUpdateTargetBy*. The list is split on
 * commas only; a target that is there already is not added again (re.c, `update_rule_target_ex`, 2.9.7).
 * Throws a PartError.
 */
export const updateTargets = (
  targets: Target[],
  list: ByteString,
  replaced: ByteString | undefined,
  dialect: ReadableDialect,
): void => {
  if (replaced !== undefined) {
    const old = parse(replaced, dialect, 'replace')[0]
    const kept = targets.filter(present => old === undefined || !sameTarget(present, old))
    if (kept.length === targets.length) {
      const message = `the rule has no target "${replaced}" to replace`
      throw new PartError(BAD_UPDATE, message, 'Cannot find variable to replace')
    }
    targets.splice(0, targets.length, ...kept)
  }
  for (const text of list.split(',').filter(part => part !== '')) {
    for (const target of parse(text, dialect, replaced === undefined ? 'append' : 'replace')) {
      if (replaced === undefined && targets.some(present => sameTarget(present, target))) continue
      targets.push(target)
    }
  }
}

const parse = (text: ByteString, dialect: ReadableDialect, purpose: 'append' | 'replace'): readonly Target[] =>
  retold(
    () => parseTargets(text, dialect),
    ({ code }) => {
      if (code !== 'UNKNOWN_VARIABLE') {
        return { code: BAD_UPDATE, engineText: `Error parsing rule targets to ${purpose} variable`, at: undefined }
      }
      const name = /^(?:[^!&]*[!&])?([^:]*)/.exec(text)?.[1] ?? text
      return { engineText: `Error to update target - [${name}] is not valid target`, at: undefined }
    },
  )

const sameTarget = (one: Target, other: Target): boolean =>
  one.kind === other.kind &&
  one.name === other.name &&
  equalsIgnoringCase(one.selector?.text ?? '', other.selector?.text ?? '')
