import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { ActionSet } from './action-set.ts'
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

/** What exclusions look at in a rule that is not finished. */
export const describe = ({ elements, starter }: RuleInProgress) => {
  const { id, msg } = starter === undefined ? (elements[0]?.actions.draft ?? {}) : {}
  return {
    id: id === undefined ? undefined : Number.parseInt(id, 10),
    msg,
    tags: elements[0]?.actions.uses.filter(use => use.name === 'tag').map(use => use.parameter) ?? [],
  }
}

/** Refuses what an element of a chain may not say (mod_security2 2.9.7, apache2_config.c, `add_rule`). */
export const checkChainElement = (own: ActionSet | undefined): void => {
  if (own === undefined) return
  const { draft } = own
  const refuse = (what: string, engineText: string): never => {
    throw new PartError('IN_CHAIN', `${what} belong to the first rule of a chain`, `ModSecurity: ${engineText}`)
  }
  if (draft.intercept !== undefined) {
    refuse('disruptive actions', 'Disruptive actions can only be specified by chain starter rules.')
  }
  if (draft.skipAfter !== undefined) {
    refuse('skipAfter actions', 'SkipAfter actions can only be specified by chain starter rules.')
  }
  if (draft.phase !== undefined) {
    refuse('phases', 'Execution phases can only be specified by chain starter rules.')
  }
  if (METADATA.some(name => draft[name] !== undefined)) {
    const text = '(id, rev, msg, tag, severity, ver, accuracy, maturity, logdata)  can only be'
    refuse(
      'id, rev, msg, severity, ver, accuracy, maturity and logdata',
      `Metadata actions ${text} specified by chain starter rules.`,
    )
  }
  if (draft.skip !== undefined) refuse('skip actions', 'The skip action can only be used  by chain starter rules. ')
}

const METADATA = ['id', 'rev', 'msg', 'severity', 'ver', 'accuracy', 'maturity', 'logdata'] as const
