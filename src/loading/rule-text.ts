import type { ByteString } from '../bytes.ts'
import { escapeLog } from '../log-escape.ts'
import type { ActionUse } from './action-set.ts'
import type { ElementDraft } from './element-draft.ts'

/** An element's place in its rule: actions of the whole rule are left out of elements that follow. */
export type ElementPlace = 'starter' | 'follower'

/**
 * An element as mod_security2 prints it in the audit log: put together again from what was read, defaults first
 * (re.c, `msre_rule_generate_unparsed`, 2.9.8).
 */
export const elementText = (
  { kind, targets, operator, actions }: Pick<ElementDraft, 'kind' | 'targets' | 'operator' | 'actions'>,
  place: ElementPlace,
): ByteString => {
  const shown = actions.uses.filter(use => place === 'starter' || !isOfWholeRule(use)).map(actionText)
  const list = shown.length === 0 ? '' : ` "${escapeLog(shown.join(','))}"`
  if (kind === 'action') return `SecAction${list}`
  if (kind === 'script') return `SecRuleScript${list}`
  const { negated = false, name = '', argument } = operator ?? {}
  const test = `${negated ? '!' : ''}@${name} ${argument?.text ?? ''}`
  return `SecRule "${escapeLog(targetsText(targets))}" "${escapeLog(test)}"${list}`
}

/** A rule's targets as one text. */
const targetsText = (targets: ElementDraft['targets']): ByteString => targets.map(({ text }) => text).join('|')

const isOfWholeRule = ({ action }: ActionUse): boolean => action.ofWholeRule === true || action.group !== 'none'

/** Values are quoted where they hold a blank or are empty. */
const actionText = ({ name, action, parameter: { text } }: ActionUse): ByteString => {
  if (action.parameter === 'none' || (action.parameter === 'optional' && text === '')) return name
  return text === '' || /[\t-\r ]/.test(text) ? `${name}:'${text}'` : `${name}:${text}`
}
