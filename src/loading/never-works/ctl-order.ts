import { ctlExclusion, ctlLastPhase } from '../../actions/ctl-settings.ts'
import { type ByteString, equalsIgnoringCase, lowerCase } from '../../bytes.ts'
import type { Diagnostic } from '../../errors.ts'
import { type RuleSelection, splitName } from '../../transaction/exclusions.ts'
import type { Target } from '../../transaction/rule.ts'
import { type Check, found, maySelect, type PlacedRule, rulesOf, runsBehind, usesOf } from '../check.ts'
import type { ReadableDialect } from '../readable-dialect.ts'
import { NOWHERE } from './selections.ts'

/**
 * Exclusions by ctl of rules that are not there, that have run by then, or that lack the target. One that names a selector beside
 * another that takes all of the variable out is there for other engines.
 */
export const ctlExclusions: Check = read => {
  const rules = rulesOf(read)
  const uses = usesOf(read, 'ctl')
  const said = new Set(uses.map(({ at, use }) => `${at} ${lowerCase(use.parameter.text)}`))
  return uses.flatMap(({ rule, at, use, span }): readonly Diagnostic[] => {
    const excluded = ctlExclusion(use.parameter.text, read.dialect)
    if (excluded === undefined) return []
    const { name, which, selection, targets } = excluded
    const say = (code: 'NO_SUCH_RULE' | 'CTL_TOO_LATE' | 'TARGET_NOT_THERE', why: string) => [
      found(code, `ctl:${name}=${which} ${why}`, span),
    ]
    const isForOthers = (text: ByteString): boolean => {
      const { name: whole, selector } = splitName(text)
      return selector !== undefined && said.has(`${at} ${lowerCase(use.parameter.text.replace(text, whole))}`)
    }
    return partsOf(selection).flatMap(part => {
      const named = rules.filter(other => maySelect(part, other.rule))
      if (named.length === 0) {
        const wasTaken = read.removed.some(other => maySelect(part, other))
        return wasTaken ? [] : say('NO_SUCH_RULE', `takes nothing out: ${NOWHERE[part.by]}`)
      }
      const self = { rule, at }
      const later = named.filter(other => runsBehind(other, self) || isOwnChain(other, self))
      if (later.length === 0) return say('CTL_TOO_LATE', tooLate(named, self))
      if (targets === undefined) return []
      const theirs = later.flatMap(other => other.rule.elements.flatMap(element => element.targets))
      return targets
        .filter(text => !theirs.some(target => mayTakeOut(text, target, read.dialect)))
        .filter(text => !isForOthers(text))
        .flatMap(text => say('TARGET_NOT_THERE', missing(text, theirs)))
    })
  })
}

/** Settings by ctl of what has been done by the phase of their rule. */
export const lateSettings =
  (concerns: 'all settings' | 'the body processor'): Check =>
  read =>
    usesOf(read, 'ctl').flatMap(({ rule, use, span }) => {
      const { name, lastPhase } = ctlLastPhase(use.parameter.text)
      if (lastPhase === undefined || rule.phase <= lastPhase) return []
      if (concerns === 'the body processor' && name !== 'requestBodyProcessor') return []
      const what = lastPhase === 1 ? "the request's body has been read" : "the response's body has been read"
      const message = `ctl:${name} comes too late in phase ${rule.phase}: ${what} by then; say it in phase ${lastPhase}`
      return [found('CTL_TOO_LATE', message, span)]
    })

/** Ids one by one: each range is a wish of its own. */
const partsOf = (selection: RuleSelection): readonly RuleSelection[] =>
  selection.by === 'id' ? selection.ranges.map(range => ({ by: 'id', ranges: [range] })) : [selection]

/** mod_security2 looks before each element of a chain whether it is taken out, those of the chain that says so among them. */
const isOwnChain = (other: PlacedRule, self: PlacedRule): boolean =>
  other.at === self.at && self.rule.elements.length > 1

const tooLate = (named: readonly PlacedRule[], { rule }: PlacedRule): string => {
  const phases = [...new Set(named.map(other => other.rule.phase))]
  const who = named.length === 1 ? 'the rule has' : 'the rules have'
  return phases.every(phase => phase < rule.phase)
    ? `comes too late: ${who} run in phase ${phases.join(' and ')}, and this is phase ${rule.phase}`
    : `comes too late: ${who} run by then; move this one before ${named.length === 1 ? 'it' : 'them'}, or to an earlier phase`
}

const missing = (text: ByteString, theirs: readonly Target[]): string => {
  const { name, selector } = splitName(text)
  if (selector !== undefined && theirs.some(target => equalsIgnoringCase(target.name, name) && isNameless(target))) {
    return `takes nothing out: the values of ${name} have no names, so ${text} is none of them; ${name} takes all of them out`
  }
  if (selector !== undefined && isPattern(selector))
    return `takes nothing out: ${selector} is compared as it is, not as a pattern`
  return `takes nothing out: no rule that it is about has ${text}`
}

const isPattern = (selector: ByteString): boolean => /^\/.+\/$/.test(selector)

const isNameless = ({ variable }: Target): boolean => variable.kind === 'scalar' || variable.namesEntries === false

/** True of a target with an entry that may have the name that ctl takes out. */
const mayTakeOut = (text: ByteString, target: Target, dialect: ReadableDialect): boolean => {
  if (target.kind === 'exclude') return false
  const { name, selector } = splitName(text)
  if (target.variable.ownNames === true) return true
  if (target.kind === 'count' || isNameless(target)) {
    const full = splitName(dialect.variables.fullName({ target, entry: { key: undefined, value: '' } }))
    return equalsIgnoringCase(full.name, name) && (selector === undefined || full.selector === selector)
  }
  if (!equalsIgnoringCase(target.name, name)) return false
  if (selector === undefined) return true
  if (target.selector === undefined || target.selector.isRegex) return !isPattern(selector)
  return equalsIgnoringCase(target.selector.text, selector)
}
