import { type ByteString, equalsIgnoringCase } from '../../bytes.ts'
import { ifRefused } from '../../errors.ts'
import type { Target } from '../../transaction/rule.ts'
import { type Check, found, maySelect, rulesOf } from '../check.ts'
import { parseTargets } from '../targets.ts'

/** SecRuleUpdateTargetBy* with targets, to be taken out, of which the rules that are named have nothing. */
export const targetsNowhere: Check = read =>
  read.selecting.flatMap(({ directive, text, selection, excluded }) => {
    if (excluded === undefined) return []
    const named = rulesOf(read).filter(({ rule }) => maySelect(selection, rule))
    if (named.length === 0) return []
    const targets = named.flatMap(({ rule }) => rule.elements.flatMap(element => element.targets))
    return excludedIn(excluded.list, word =>
      ifRefused(
        () => parseTargets(word, read.dialect),
        () => [],
      ),
    ).flatMap(one => {
      if (targets.some(target => target.kind !== 'exclude' && overlap(target, one))) return []
      const message = `${directive} ${text} takes out ${one.text.slice(1)}, which ${named.length === 1 ? 'the rule has' : 'none of the rules has'} not`
      return [found('TARGET_NOT_THERE', message.replace('has not', 'does not have'), excluded.span)]
    })
  })

/** Rules that take targets out before they name them: mod_security2 goes through the list in order. */
export const exclusionsBeforeTargets: Check = read =>
  rulesOf(read).flatMap(({ rule }) =>
    rule.elements.flatMap(({ targets, targetsSpan }) =>
      targets.flatMap((one, at) => {
        if (one.kind !== 'exclude' || targetsSpan === undefined) return []
        const isAbout = (target: Target): boolean => target.kind !== 'exclude' && overlap(target, one)
        if (targets.slice(0, at).some(isAbout) || !targets.some(isAbout)) return []
        const message = `${one.text} takes nothing out: it stands before the target that it is about; write it behind that`
        return [found('TARGET_NOT_THERE', message, targetsSpan())]
      }),
    ),
  )

const excludedIn = (list: ByteString, parse: (word: ByteString) => readonly Target[]): readonly Target[] =>
  list
    .split(',')
    .flatMap(parse)
    .filter(({ kind }) => kind === 'exclude')

/** True of targets that may both stand for one entry. */
const overlap = (one: Target, other: Target): boolean => {
  if (one.name !== other.name) return false
  const [a, b] = [one.selector, other.selector]
  if (a === undefined || b === undefined || a.isRegex || b.isRegex || one.variable.select !== undefined) return true
  return equalsIgnoringCase(a.text, b.text)
}
