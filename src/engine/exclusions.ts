import { type ByteString, equalsIgnoringCase } from '../bytes.ts'
import type { Template } from '../parts.ts'
import type { Dialect } from './dialect.ts'
import type { RuleElement } from './rule.ts'
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

/** `1`, `1-5`, several of them separated by commas or blanks; a word that is no number is id 0, as v2's atoi has it. */
export const idRanges = (text: ByteString): readonly (readonly [number, number])[] =>
  text
    .split(/[,\t-\r ]+/)
    .filter(word => word !== '')
    .map(word => {
      const dash = word.indexOf('-')
      const first = Number.parseInt(word, 10) || 0
      return [first, dash === -1 ? first : Number.parseInt(word.slice(dash + 1), 10) || 0] as const
    })

const inRanges = (id: number, ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([first, last]) => id >= first && id <= last)

/** What `ctl` has taken out of the rules that follow. */
export class Exclusions {
  readonly #rules: RuleSelection[] = []
  readonly #targets: { rules: RuleSelection; name: ByteString; selector: ByteString | undefined }[] = []

  removeRules(selection: RuleSelection): void {
    this.#rules.push(selection)
  }

  /** `list` is `ARGS:x` or several separated by commas. */
  removeTargets(rules: RuleSelection, list: ByteString): void {
    for (const target of list.split(',').filter(text => text !== '')) {
      const colon = target.indexOf(':')
      const name = colon === -1 ? target : target.slice(0, colon)
      this.#targets.push({ rules, name, selector: colon === -1 ? undefined : target.slice(colon + 1) })
    }
  }

  removes(element: RuleElement, tx: Transaction): boolean {
    return this.#rules.length > 0 && this.#rules.some(selection => selects(selection, element, tx))
  }

  /** A test of entries for one element, or undefined when nothing of it is excluded. */
  targetFilter(
    element: RuleElement,
    dialect: Dialect,
  ): ((variable: ByteString, key: ByteString | undefined) => boolean) | undefined {
    if (this.#targets.length === 0) return undefined
    const mine = this.#targets.filter(target => selects(target.rules, element, undefined))
    if (mine.length === 0) return undefined
    const same = dialect.targetExclusions === 'exact' ? (a: string, b: string) => a === b : equalsIgnoringCase
    return (variable, key) =>
      mine.some(
        target =>
          equalsIgnoringCase(target.name, variable) &&
          (target.selector === undefined || (key !== undefined && same(target.selector, key))),
      )
  }
}
