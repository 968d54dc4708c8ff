import { atoi, type ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import { textMatcher } from '../regex/text-matcher.ts'
import { idRanges } from '../seclang/id-ranges.ts'
import type { RuleSelection } from '../transaction/exclusions.ts'
import type { DialectName } from '../transaction/parts.ts'

const byId = (text: ByteString, dialect: DialectName): RuleSelection => {
  if (dialect === 'v3' && !/^[0-9][0-9,\t-\r -]*$/.test(text)) {
    throw new PartError(
      'NOT_AN_ID',
      `"${text}" is not a rule id or a range of ids`,
      `SecRuleRemoveById: failed to load:${text}. Not a number or range: ${text}`,
    )
  }
  return { by: 'id', ranges: idRanges(text) }
}

const byText = (by: 'tag' | 'msg', pattern: ByteString, dialect: DialectName): RuleSelection => ({
  by,
  matches: textMatcher(pattern, dialect, `ModSecurity: Invalid regular expression: ${pattern}`),
})

const removes = (select: (text: ByteString, dialect: DialectName) => RuleSelection, usage: string): Directive => ({
  words: [1, Number.POSITIVE_INFINITY],
  usage,
  load: (words, draft) => {
    for (const { text } of words) draft.removeRules(select(text, draft.dialect.name))
  },
})
export const SecRuleRemoveById: Directive = removes(byId, 'requires at least one argument, rule ID for removal')
export const SecRuleRemoveByTag: Directive = removes(
  (text, dialect) => byText('tag', text, dialect),
  'requires at least one argument, rule tag for removal',
)
export const SecRuleRemoveByMsg: Directive = removes(
  (text, dialect) => byText('msg', text, dialect),
  'requires at least one argument, rule message for removal',
)

const updates = (select: (text: ByteString, dialect: DialectName) => RuleSelection, what: string): Directive => ({
  words: [2, 3],
  usage: `takes two or three arguments, ${what}updated target list`,
  load: ([which, list, replaced], draft) => {
    if (which !== undefined && list !== undefined) {
      draft.updateTargets(select(which.text, draft.dialect.name), list, replaced)
    }
  },
})
export const SecRuleUpdateTargetById: Directive = updates(byId, '')
export const SecRuleUpdateTargetByTag: Directive = updates(
  (text, dialect) => byText('tag', text, dialect),
  'rule tag pattern and ',
)
export const SecRuleUpdateTargetByMsg: Directive = updates(
  (text, dialect) => byText('msg', text, dialect),
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
    draft.updateActions(atoi(id), atoi(offset), actions, line)
  },
}
