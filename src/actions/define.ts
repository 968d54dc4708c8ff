import type { Action, RuleDraft, Template } from '../transaction/parts.ts'

/** An action that only notes something in the draft of its rule. */
export const note = (
  parts: Omit<Action, 'load' | 'group' | 'cardinality'> & Partial<Pick<Action, 'group' | 'cardinality'>>,
  write: (draft: RuleDraft, parameter: Template) => void,
): Action => ({
  group: 'none',
  cardinality: 'one',
  ...parts,
  load: (parameter, draft) => {
    write(draft, parameter)
    return undefined
  },
})
