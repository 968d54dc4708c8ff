import type { ByteString } from '../bytes.ts'
import { tagsOf } from './action-set.ts'
import type { ElementDraft } from './element-draft.ts'

/** A rule while its configuration is read: elements, and the phase they run in. */
export type RuleInProgress = {
  readonly elements: ElementDraft[]
  readonly phase: number
  /** Whose id, texts and disruptive action hold, where the first element is no starter (untied chains). */
  readonly starter?: ElementDraft
}

/** A step of the rule set that is being read. */
export type StepInProgress = RuleInProgress | { readonly marker: ByteString }

/** What exclusions look at in a rule's elements, its own first. */
export const describeAll = (rule: RuleInProgress): readonly ReturnType<typeof describe>[] => [
  describe(rule),
  ...rule.elements.slice(1).map(({ actions }) => ({ id: undefined, msg: undefined, tags: tagsOf(actions.uses) })),
]

/** What exclusions look at in a rule that is not finished. */
export const describe = ({ elements, starter }: RuleInProgress) => {
  const { id, msg } = starter === undefined ? (elements[0]?.actions.draft ?? {}) : {}
  return {
    id: id === undefined ? undefined : Number.parseInt(id, 10),
    msg,
    tags: tagsOf(elements[0]?.actions.uses ?? []),
  }
}
