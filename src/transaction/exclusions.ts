import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import type { Dialect } from './dialect.ts'
import type { Template } from './parts.ts'
import type { FoundEntry, RuleElement } from './rule.ts'
import type { Transaction } from './transaction.ts'

/** Which rules an exclusion means. Tag and message texts are tested by the given function. */
export type RuleSelection =
  | { readonly by: 'id'; readonly ranges: readonly (readonly [first: number, last: number])[] }
  | { readonly by: 'tag' | 'msg'; readonly matches: (text: ByteString) => boolean }

/** What an exclusion looks at in a rule; static ones see tags as written, ctl sees them expanded. */
export const selects = (
  selection: RuleSelection,
  rule: { readonly id: number | undefined; readonly tags: readonly Template[]; readonly msg: Template | undefined },
  tx: Transaction | undefined,
): boolean => {
  if (selection.by === 'id') return rule.id !== undefined && inRanges(rule.id, selection.ranges)
  if (selection.by === 'msg') return rule.msg !== undefined && selection.matches(rule.msg.text)
  return rule.tags.some(tag => selection.matches(tx === undefined ? tag.text : tag.expand(tx)))
}

const inRanges = (id: number, ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([first, last]) => id >= first && id <= last)

/** Targets that `ctl` takes out of rules. */
export type ExcludedTargets = {
  readonly targets: readonly NameParts[]
  /** Whether it means an element; that says the rule file alone, so it is found out once for all transactions. */
  readonly means: (element: RuleElement) => boolean
}

/** `list` is `ARGS:x` or several separated by commas. */
export const excludedTargets = (rules: RuleSelection, list: ByteString): ExcludedTargets => {
  const known = new WeakMap<RuleElement, boolean>()
  return {
    targets: list
      .split(',')
      .filter(text => text !== '')
      .map(splitName),
    means: element => {
      const found = known.get(element) ?? selects(rules, element, undefined)
      known.set(element, found)
      return found
    },
  }
}

/** What `ctl` has taken out of the rules that follow. */
export class Exclusions {
  readonly #rules: RuleSelection[] = []
  readonly #targets: ExcludedTargets[] = []

  removeRules(selection: RuleSelection): void {
    this.#rules.push(selection)
  }

  removeTargets(excluded: ExcludedTargets): void {
    this.#targets.push(excluded)
  }

  removes(element: RuleElement, tx: Transaction): boolean {
    return this.#rules.length > 0 && this.#rules.some(selection => selects(selection, element, tx))
  }

  /**
   * A test of candidates for one element, or undefined when nothing of it is excluded. 2.9.7 leaves elements without an
   * id alone (re.c, `fetch_target_exception`).
   */
  targetFilter(element: RuleElement, { rules, variables }: Dialect): ((found: FoundEntry) => boolean) | undefined {
    if (this.#targets.length === 0) return undefined
    if (rules.targetsWithoutId === 'kept' && element.id === undefined) return undefined
    if (!this.#targets.some(excluded => excluded.means(element))) return undefined
    const mine = this.#targets.flatMap(excluded => (excluded.means(element) ? excluded.targets : []))
    const same = rules.targetExclusions === 'exact' ? (a: string, b: string) => a === b : equalsIgnoringCase
    return found => {
      const { variable, name: ownName } = found.target
      if (variable.ownNames !== true && !mine.some(target => equalsIgnoringCase(target.name, ownName))) return false
      const { name, selector } = splitName(variables.fullName(found))
      return mine.some(
        target =>
          equalsIgnoringCase(target.name, name) &&
          (target.selector === undefined || (selector !== undefined && same(target.selector, selector))),
      )
    }
  }
}

type NameParts = { readonly name: ByteString; readonly selector: ByteString | undefined }

/** The two parts of a target's name, `ARGS:x`. */
export const splitName = (text: ByteString): NameParts => {
  const colon = text.indexOf(':')
  return colon === -1
    ? { name: text, selector: undefined }
    : { name: text.slice(0, colon), selector: text.slice(colon + 1) }
}
