import { atoi, type ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import type { ReadableDialect } from '../loading/readable-dialect.ts'
import type { RuleSelection } from '../transaction/exclusions.ts'

type Select = (text: ByteString, dialect: ReadableDialect) => RuleSelection

const byId: Select = (text, { reader }) => ({ by: 'id', ranges: reader.ids(text) })

const byText =
  (by: 'tag' | 'msg'): Select =>
  (pattern, { rules }) => ({
    by,
    matches: rules.exclusionTexts(pattern, `ModSecurity: Invalid regular expression: ${pattern}`),
  })

const removes = (name: string, select: Select, usage: string): Directive => ({
  words: [1, Number.POSITIVE_INFINITY],
  usage,
  load: (words, draft) => {
    for (const which of words) draft.removeRules(name, select(which.text, draft.dialect), which)
  },
})
export const SecRuleRemoveById: Directive = removes(
  'SecRuleRemoveById',
  byId,
  'requires at least one argument, rule ID for removal',
)
export const SecRuleRemoveByTag: Directive = removes(
  'SecRuleRemoveByTag',
  byText('tag'),
  'requires at least one argument, rule tag for removal',
)
export const SecRuleRemoveByMsg: Directive = removes(
  'SecRuleRemoveByMsg',
  byText('msg'),
  'requires at least one argument, rule message for removal',
)

const updates = (name: string, select: Select, what: string): Directive => ({
  words: [2, 3],
  usage: `takes two or three arguments, ${what}updated target list`,
  load: ([which, list, replaced], draft) => {
    if (which !== undefined && list !== undefined) {
      draft.updateTargets(name, { selection: select(which.text, draft.dialect), which }, list, replaced)
    }
  },
})
export const SecRuleUpdateTargetById: Directive = updates('SecRuleUpdateTargetById', byId, '')
export const SecRuleUpdateTargetByTag: Directive = updates(
  'SecRuleUpdateTargetByTag',
  byText('tag'),
  'rule tag pattern and ',
)
export const SecRuleUpdateTargetByMsg: Directive = updates(
  'SecRuleUpdateTargetByMsg',
  byText('msg'),
  'rule message pattern and ',
)

/** `id`, or `id:n` for the n-th element of a chain, from 0. */
export const SecRuleUpdateActionById: Directive = {
  words: [2, 2],
  usage: 'takes two arguments, updated action list',
  load: ([which, actions], draft, line) => {
    if (which === undefined || actions === undefined) return
    const [id = '', offset = ''] = which.text.split(':')
    if (atoi(id) <= 0) {
      throw new PartError(
        'NOT_AN_ID',
        `SecRuleUpdateActionById wants a rule id, found "${which.text}"`,
        `ModSecurity: Invalid value for ID for update action: ${which.text}`,
      )
    }
    draft.updateActions(which, [atoi(id), atoi(offset)], actions, line)
  },
}
