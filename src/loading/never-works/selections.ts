import type { Diagnostic } from '../../errors.ts'
import { type Check, found, maySelect, type ReadRules, rulesOf, type Selecting } from '../check.ts'

/** Directives that name rules which are nowhere in the rule set. */
export const rulesNowhere: Check = read =>
  read.selecting.flatMap(selecting => (isNowhere(selecting, read) ? [nowhere(selecting)] : []))

/** Directives that stand before the rules that they name: mod_security2 changes those that it has read by then. */
export const rulesBehind: Check = read =>
  read.selecting.flatMap(({ directive, text, span, selection, foundRules }) => {
    if (foundRules || !rulesOf(read).some(({ rule }) => maySelect(selection, rule))) return []
    const message = `${directive} ${text} stands before the rules that it names, and changes those that were read before it: move it behind them`
    return [found('BEFORE_ITS_RULES', message, span)]
  })

/** A directive that found something when it was read has worked, whatever has become of the rules. */
const isNowhere = ({ selection, foundRules }: Selecting, read: ReadRules): boolean =>
  !foundRules && ![...rulesOf(read).map(({ rule }) => rule), ...read.removed].some(rule => maySelect(selection, rule))

const nowhere = ({ directive, text, span, selection: { by } }: Selecting): Diagnostic =>
  found('NO_SUCH_RULE', `${directive} ${text} changes nothing: ${NOWHERE[by]}`, span)

/** What is said of rules that are not there, by what names them. */
export const NOWHERE = {
  id: 'no rule has such an id',
  tag: 'no rule has such a tag',
  msg: 'no rule has such a msg',
} as const
