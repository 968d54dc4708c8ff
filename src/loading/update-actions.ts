import { PartError, retold } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import { mergeActions, parseActions } from './action-set.ts'
import { inWord } from './placed-error.ts'
import type { ReadingContext } from './readable-dialect.ts'
import type { RuleInProgress } from './rule-in-progress.ts'

/**
 * Lays an action list over that of a rule's element: SecRuleUpdateActionById (mod_security2 2.9.7,
 * apache2_config.c, `update_rule_action`). A list without `chain` unties the chain behind the element, as seen on
 * 2.9.7: the elements that follow become a rule of their own, which is returned.
 */
export const updateActions = (
  rule: RuleInProgress,
  offset: number,
  actions: Word,
  context: ReadingContext,
): RuleInProgress | undefined => {
  const element = rule.elements[offset]
  if (element === undefined) return undefined
  const set = inWord(actions, '', () => withFatalError(() => parseActions(actions.text, context)))
  const { id, phase } = set.draft
  if (id !== undefined && element.actions.draft.id !== undefined && id !== element.actions.draft.id) throw fixed('IDs')
  if (phase !== undefined && phase !== rule.phase) throw fixed('phases')
  const merged = mergeActions(element.actions, set)
  if (set.uses.some(use => use.action.asDefault === true)) {
    if (element.defaultIntercept === undefined) delete merged.draft.intercept
    else merged.draft.intercept = element.defaultIntercept
  }
  const wasChained = element.actions.draft.chain === true
  element.actions = merged
  if (!wasChained || merged.draft.chain === true) return undefined
  if (context.dialect.reader.chainOfUpdate === 'kept') {
    merged.draft.chain = true
    return undefined
  }
  const starter = rule.starter ?? rule.elements[0] ?? element
  const rest = rule.elements.splice(offset + 1)
  return rest.length === 0 ? undefined : { elements: rest, phase: rule.phase, starter }
}

/** v2 gives one text for whatever is wrong with the list. */
const withFatalError = <Result>(parse: () => Result): Result =>
  retold(parse, () => ({
    engineText: 'ModSecurity: Fatal error (memory allocation or unexpected internal error)!',
  }))

const fixed = (what: 'IDs' | 'phases'): PartError =>
  new PartError(
    'FIXED_BY_RULE',
    `SecRuleUpdateActionById cannot change rule ${what}`,
    `ModSecurity: Rule ${what} cannot be updated via SecRuleUpdateActionById.`,
  )
