import { type ByteString, equalsIgnoringCase, isSpace } from '../bytes.ts'
import { didYouMean, offsetBy, PartError } from '../errors.ts'
import type { Registry } from '../registry.ts'
import type { Item } from '../seclang/item-list.ts'
import type { Span } from '../source.ts'
import type { Action, Effect, RuleDraft, Template } from '../transaction/parts.ts'
import type { ReadingContext } from './readable-dialect.ts'

/** One action as a list uses it. */
export type ActionUse = {
  readonly name: string
  readonly action: Action
  readonly parameter: Template
  /** `t:-name`: takes a transformation back. */
  readonly takesBack: boolean
  readonly effect: Effect | undefined
  /** Where it stands; those of a built-in list stand nowhere. */
  readonly span: (() => Span) | undefined
}

/** A parsed action list: what it notes, and its uses in the order they run. */
export type ActionSet = { readonly draft: RuleDraft; readonly uses: readonly ActionUse[] }

/** Parses an action list. Throws a PartError whose `at` is an offset in the text. */
export const parseActions = (text: ByteString, context: ReadingContext): ActionSet => {
  const draft: RuleDraft = {}
  let uses: readonly ActionUse[] = []
  for (const item of context.dialect.reader.items(text)) {
    const use = parseUse(item, text, draft, context)
    uses = add(uses, use)
  }
  return { draft, uses }
}

/**
 * A list laid over the default list: its notes win, its uses replace those of the same group or the same single
 * action, the rest follow (mod_security2 2.9.8, re.c, `msre_actionset_merge`).
 */
export const mergeActions = (parent: ActionSet, child: ActionSet): ActionSet => {
  const draft: RuleDraft = { ...parent.draft, ...child.draft }
  if (child.draft.chain === undefined) delete draft.chain
  return { draft, uses: child.uses.reduce(add, parent.uses) }
}

/** The tags that a list gives a rule. */
export const tagsOf = (uses: readonly ActionUse[]): readonly Template[] =>
  uses.filter(({ action }) => action.adds === 'tag').map(({ parameter }) => parameter)

const add = (uses: readonly ActionUse[], use: ActionUse): readonly ActionUse[] => {
  const { group, cardinality } = use.action
  const kept = group === 'none' ? uses : uses.filter(other => other.action.group !== group)
  if (cardinality === 'many') return [...kept, use]
  const place = kept.findIndex(other => other.action === use.action)
  return place === -1 ? [...kept, use] : kept.with(place, use)
}

const parseUse = (item: Item, list: ByteString, draft: RuleDraft, context: ReadingContext): ActionUse => {
  const registry = context.dialect.reader.actions
  const action = registry.find(item.name)
  const name = registry.names.find(known => equalsIgnoringCase(known, item.name))
  if (action === undefined || name === undefined) {
    const hint = hintFor(item, list, registry)
    throw new PartError('UNKNOWN_ACTION', `no action "${item.name}"${hint}`, `Unknown action: ${item.name}`, item.start)
  }
  const { parameter } = item
  if (parameter === undefined && action.parameter === 'required') {
    throw new PartError(
      'MISSING_PARAMETER',
      `the action ${name} needs a value: ${name}:…`,
      `Missing mandatory parameter for action ${item.name}`,
      item.start,
    )
  }
  if (parameter !== undefined && action.parameter === 'none') {
    throw new PartError(
      'EXTRA_PARAMETER',
      `the action ${name} takes no value, found "${parameter}"`,
      `Extra parameter provided to action ${item.name}`,
      item.parameterStart,
    )
  }
  const isSigned = /^[+-]/.test(parameter ?? '')
  if (isSigned && action.signed !== true) {
    throw new PartError(
      'SIGNED_PARAMETER',
      `the value of ${name} may not begin with + or -`,
      `Action ${item.name} does not allow +/- modificators.`,
      item.parameterStart,
    )
  }
  const value = context.template(isSigned ? (parameter ?? '').slice(1) : (parameter ?? ''))
  const span = () => context.spanOf(item.start, item.end)
  const own: ReadingContext = { ...context, notice: (code, message) => context.noticeAt(code, message, span()) }
  const effect = offsetBy(item.parameterStart, () => action.load(value, draft, own))
  return { name, action, parameter: value, takesBack: parameter?.startsWith('-') === true, effect, span }
}

/** After a blank the word is most likely the rest of a value. */
const hintFor = ({ name, start }: Item, list: ByteString, registry: Registry<Action>): string => {
  if (start > 0 && isSpace(list.charCodeAt(start - 1))) return "; a value with blanks wants quotes: msg:'two words'"
  return didYouMean(name, registry.names)
}
