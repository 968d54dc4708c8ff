import type { Action, ActionContext, RuleDraft, Template } from '../transaction/parts.ts'

/** An action that only notes something in the draft of its rule. */
export const note = (
  parts: Omit<Action, 'load' | 'group' | 'cardinality'> & Partial<Pick<Action, 'group' | 'cardinality'>>,
  write: (draft: RuleDraft, parameter: Template, context: ActionContext) => void,
): Action => ({
  group: 'none',
  cardinality: 'one',
  ...parts,
  load: (parameter, draft, context) => {
    write(draft, parameter, context)
    return undefined
  },
})
